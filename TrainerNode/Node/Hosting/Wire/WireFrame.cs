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
        var read = new WireFrame();
        Fields(frame, (field, value) =>
        {
            if (field == 1) Fields(value, (inner, content) =>
            {
                if (inner == 2) read.ReadEnvelope(content);
            });
            else if (field == 2) Fields(value, (inner, content) =>
            {
                if (inner == 2) Fields(content, (part, address) =>
                {
                    if (part == 1) read.Origin = ReadAddress(address);
                });
            });
        });
        return read;
    }

    private void ReadEnvelope(ByteString envelope) => Fields(envelope, (field, value) =>
    {
        if (field == 1) Recipient = ReadPath(value);
        if (field == 2) Message = WireMessage.Read(value);
        if (field == 4) Sender = ReadPath(value);
    }, (field, value) =>
    {
        if (field == 5 && value is > MostNumber and not ulong.MaxValue) throw new InvalidDataException($"the sequence number {value} is too high");
    });

    private static string ReadPath(ByteString reference)
    {
        var read = "";
        Fields(reference, (field, path) =>
        {
            if (field == 1) read = path.ToStringUtf8();
        });
        return read;
    }

    /// <summary>Reads an address in the form that cluster messages and handshakes share.</summary>
    public static Address ReadAddress(ByteString address)
    {
        var (system, host, port, protocol) = ("", "", 0, "");
        Fields(address, (field, value) =>
        {
            if (field == 1) system = value.ToStringUtf8();
            if (field == 2) host = value.ToStringUtf8();
            if (field == 4) protocol = value.ToStringUtf8();
        }, (field, value) =>
        {
            if (field == 3) port = (int)value;
        });
        return new Address(protocol, system, host, port);
    }

    /// <summary>Calls a function for each field of a message, in order.</summary>
    /// <param name="bytes">Receives the number and content of a length-delimited field.</param>
    /// <param name="numbers">Receives the number and value of a varint or 64-bit field; null: these are skipped.</param>
    /// <param name="repeated">The only field that may occur several times. Akka's parser merges other repeated fields, so it would read another message than
    /// this method does.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a message.</exception>
    /// <exception cref="InvalidDataException">Another field occurs twice.</exception>
    public static void Fields(ByteString message, Action<int, ByteString> bytes, Action<int, ulong>? numbers = null, int repeated = 0)
    {
        var input = message.CreateCodedInput();
        var seen = new HashSet<int>();
        while (input.ReadTag() is var tag and not 0)
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            if (field != repeated && !seen.Add(field)) throw new InvalidDataException($"field {field} occurs twice");
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.LengthDelimited:
                    bytes(field, input.ReadBytes());
                    break;
                case WireFormat.WireType.Varint or WireFormat.WireType.Fixed64:
                    var number = WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint ? input.ReadUInt64() : input.ReadFixed64();
                    numbers?.Invoke(field, number);
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
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
        var (serializer, manifest, content) = (0, "", ByteString.Empty);
        WireFrame.Fields(payload, (field, value) =>
        {
            if (field == 1) content = value;
            if (field == 3) manifest = value.ToStringUtf8();
        }, (field, value) =>
        {
            if (field == 2) serializer = (int)value;
        });
        return new(serializer, manifest, content);
    }

    /// <summary>The message inside this one, or null: the message to an actor selection, or the id of an Identify question or answer.</summary>
    public WireMessage? Nested()
    {
        WireMessage? nested = null;
        WireFrame.Fields(Content, (field, value) =>
        {
            if (field == 1) nested = Read(value);
        }, repeated: 2);
        return nested;
    }
}
