using Akka.Actor;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>The fields of a message in the format of protocol buffers.</summary>
internal sealed class WireFields
{
    private readonly List<(int Field, ByteString? Content, ulong Number)> _fields = [];

    /// <summary>Reads all fields of a message.</summary>
    /// <param name="repeated">The only field that may occur several times. Akka's parser merges other repeated fields, so it would read another message than
    /// this class does.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a message.</exception>
    /// <exception cref="InvalidDataException">Another field occurs twice.</exception>
    public WireFields(ByteString message, int repeated = 0)
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
                    _fields.Add((field, input.ReadBytes(), 0));
                    break;
                case WireFormat.WireType.Varint:
                    _fields.Add((field, null, input.ReadUInt64()));
                    break;
                case WireFormat.WireType.Fixed64:
                    _fields.Add((field, null, input.ReadFixed64()));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    /// <summary>The content of a length-delimited field; null if the message has none with this number.</summary>
    public ByteString? this[int field] => All(field).FirstOrDefault();

    /// <summary>The contents of all length-delimited fields with this number, in order.</summary>
    public IEnumerable<ByteString> All(int field) => _fields.Where(one => one.Field == field).Select(one => one.Content).OfType<ByteString>();

    /// <summary>The text of a length-delimited field; empty if the message has none with this number.</summary>
    public string Text(int field) => this[field]?.ToStringUtf8() ?? "";

    /// <summary>The value of a varint or 64-bit field; 0 if the message has none with this number.</summary>
    public ulong Number(int field) => _fields.Find(one => one.Field == field).Number;

    /// <summary>The message in a length-delimited field; null if the message has none with this number.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a message.</exception>
    /// <exception cref="InvalidDataException">A field of it occurs twice.</exception>
    public WireFields? Inner(int field) => this[field] is { } content ? new(content) : null;

    /// <summary>These fields as an address, in the form that cluster messages and handshakes share.</summary>
    public Address ToAddress() => new(Text(4), Text(1), Text(2), (int)Number(3));
}
