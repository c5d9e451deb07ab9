using System.Text;
using System.Text.Json;

namespace ActorSearch.Messages.Json;

/// <summary>
/// The members of a record that is read by hand, with the rules of the generated readers: each is required, none comes twice, an
/// unknown one is skipped; only <see cref="Later"/> and <see cref="Optional"/>, which older versions did not write, may be missing. They come in the order of
/// the constructor as a rule, and are looked for there first.
/// </summary>
internal sealed class Members(string record, params string[] names)
{
    private readonly JsonEncodedText[] _texts = [.. names.Select(name => JsonEncodedText.Encode(name))];
    private uint _required = (1u << names.Length) - 1;

    /// <summary>How many of the last members older versions did not write.</summary>
    public int Later { init => _required = (1u << (names.Length - value)) - 1; }

    /// <summary>Names that older versions did not write.</summary>
    public IEnumerable<string> Optional
    {
        init
        {
            foreach (var name in value) _required &= ~(1u << Array.IndexOf(names, name));
        }
    }

    public static JsonException Wrong(string what) => new($"{what} was expected");

    public void Name(Utf8JsonWriter writer, int member) => writer.WritePropertyName(_texts[member]);

    /// <summary>Where the reader stands at the beginning of the record.</summary>
    public Walk Begin(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.StartObject ? new Walk(this) : throw Wrong($"{record}: an object");

    internal struct Walk(Members members)
    {
        private uint _seen;
        private int _expected;

        /// <summary>Moves to the value of the next known member; -1 at the end of the record.</summary>
        public int Next(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = Find(ref reader);
                if (member < 0)
                {
                    reader.Skip();
                    continue;
                }
                if ((_seen & (1u << member)) != 0) throw members.Wrongly("twice", member);
                _seen |= 1u << member;
                _expected = member + 1;
                reader.Read();
                return member;
            }
            var missing = members._required & ~_seen;
            return missing == 0 ? -1 : throw members.Wrongly("missing", System.Numerics.BitOperations.TrailingZeroCount(missing));
        }

        private readonly int Find(ref Utf8JsonReader reader)
        {
            var texts = members._texts;
            if (_expected < texts.Length && reader.ValueTextEquals(texts[_expected].EncodedUtf8Bytes)) return _expected;
            for (var i = 0; i < texts.Length; i++)
                if (reader.ValueTextEquals(texts[i].EncodedUtf8Bytes)) return i;
            return -1;
        }
    }

    private JsonException Wrongly(string what, int member) => new($"{record}: {Encoding.UTF8.GetString(_texts[member].EncodedUtf8Bytes)} is {what}");
}
