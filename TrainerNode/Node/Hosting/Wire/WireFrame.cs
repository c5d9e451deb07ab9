using ActorSearch.Messages;
using Akka.Actor;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>
/// The envelope of an Akka remoting frame, read without deserializing the message. The format is that of Akka.Remote 1.5 (WireFormats.proto).
/// </summary>
internal sealed class WireFrame
{
    /// <summary>The sender's own address, in the handshake that opens a connection; null in all other frames.</summary>
    public Address? Origin { get; private set; }

    /// <summary>The message; null if the frame carries none.</summary>
    public WireMessage? Message { get; private set; }

    /// <summary>
    /// Highest sequence number accepted for a system message. Akka stores every number between the last one received and this one, so a huge number would
    /// exhaust the memory. ulong.MaxValue marks other messages.
    /// </summary>
    private const ulong MostNumber = 100_000;

    /// <summary>Path of the actor that the message is for; empty if the frame names none.</summary>
    public string Recipient { get; private set; } = "";

    /// <summary>Path of the sender; empty if there is none.</summary>
    public string Sender { get; private set; } = "";

    /// <summary>Whether a frame that this node writes is neither a handshake nor a heartbeat.</summary>
    public static bool IsPayload(ByteString frame) => frame.Length > 0 && frame[0] == WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited);

    /// <summary>Reads a frame's envelope.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a frame.</exception>
    /// <exception cref="InvalidDataException">The frame is ambiguous (it repeats a field), or its sequence number is too high.</exception>
    public static WireFrame Read(ByteString frame)
    {
        var (read, fields) = (new WireFrame(), new WireFields(frame));
        if (fields.Inner(1)?.Inner(2) is { } envelope)
        {
            read.Recipient = envelope.Inner(1)?.Text(1) ?? "";
            read.Message = envelope[2] is { } message ? WireMessage.Read(message) : null;
            read.Sender = envelope.Inner(4)?.Text(1) ?? "";
            if (envelope.Number(5) is var number and > MostNumber and not ulong.MaxValue)
                throw new InvalidDataException($"the sequence number {number} is too high");
        }
        read.Origin = fields.Inner(2)?.Inner(2)?.Inner(1)?.ToAddress();
        return read;
    }
}

/// <summary>A serialized message.</summary>
/// <param name="Serializer">Identifier of the serializer that reads it.</param>
/// <param name="Manifest">The type, as that serializer names it.</param>
internal sealed record WireMessage(int Serializer, string Manifest, ByteString Content)
{
    /// <summary>Reads a message's parts, without deserializing it.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a message.</exception>
    /// <exception cref="InvalidDataException">A field occurs twice.</exception>
    public static WireMessage Read(ByteString payload)
    {
        var fields = new WireFields(payload);
        return new((int)fields.Number(2), fields.Text(3), fields[1] ?? ByteString.Empty);
    }

    /// <summary>Whether this is a message of this project, of a type that T includes.</summary>
    public bool Is<T>() =>
        Serializer == ActorSearchSerializer.SerializerId && Manifests.Types.TryGetValue(Manifest, out var type) && type.IsAssignableTo(typeof(T));

    /// <summary>The message inside this one, or null: the message to an actor selection, or the id of an Identify question or answer.</summary>
    public WireMessage? Nested() => new WireFields(Content, repeated: 2)[1] is { } nested ? Read(nested) : null;
}
