using Akka.Actor;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>What a frame of Akka's remoting says about itself, read without making anything of it. Protocol buffers as Akka.Remote 1.5 writes them (its WireFormats.proto).</summary>
internal sealed class WireFrame
{
    /// <summary>Set in the frame that opens a connection: the address that the other side says is its own.</summary>
    public Address? Origin { get; private set; }

    /// <summary>Null where the frame carries no message.</summary>
    public WireMessage? Message { get; private set; }

    /// <summary>
    /// Its number among the system messages of an association. Akka keeps a set of all numbers between the last one and this one until they come.
    /// </summary>
    private const ulong MostNumber = 100_000;

    /// <summary>The actor that the message is for. Empty: none is named.</summary>
    public string Recipient { get; private set; } = "";

    /// <summary>Empty: no sender.</summary>
    public string Sender { get; private set; } = "";

    /// <summary>Whether a frame that this node writes is anything but a handshake or a heartbeat.</summary>
    public static bool IsPayload(ByteString frame) => frame.Length > 0 && frame[0] == WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited);

    /// <exception cref="InvalidProtocolBufferException">It is no frame.</exception>
    /// <exception cref="InvalidDataException">It can be read in two ways.</exception>
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
        if (field == 5 && value is > MostNumber and not ulong.MaxValue) throw new InvalidDataException($"a message of number {value}");
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

    /// <summary>As cluster messages and handshakes have it.</summary>
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

    /// <summary>Calls for every field of a message, in order.</summary>
    /// <param name="repeated">The one field that may be there several times. Protocol buffers merge others, so that a reader that does not would see another message.</param>
    /// <exception cref="InvalidProtocolBufferException">It is no message.</exception>
    /// <exception cref="InvalidDataException">It has a field twice.</exception>
    public static void Fields(ByteString message, Action<int, ByteString> bytes, Action<int, ulong>? numbers = null, int repeated = 0)
    {
        var input = message.CreateCodedInput();
        var seen = new HashSet<int>();
        while (input.ReadTag() is var tag and not 0)
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            if (field != repeated && !seen.Add(field)) throw new InvalidDataException($"field {field} is there twice");
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

/// <summary>A serialized message: which serializer reads it, and as what.</summary>
internal sealed record WireMessage(int Serializer, string Manifest, ByteString Content)
{
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

    /// <summary>The message in this one: what a selection of actors is sent, or what identifies a question and its answer.</summary>
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
