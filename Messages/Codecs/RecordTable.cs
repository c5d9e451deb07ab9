using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActorSearch.Messages.Codecs;

/// <summary>
/// The codec of a record as a table of its members, in the order in which they are written. JSON is read by the rules of the generated readers: each
/// member is required unless the table says otherwise, none comes twice, and unknown ones are skipped. Packed bytes have the values without names, so a
/// change of the table needs a new version.
/// </summary>
internal sealed class RecordTable<T>
{
    private delegate void ReadInto(ref Utf8JsonReader reader, ref T record);
    private delegate void UnpackInto(PackReader from, ref T record);
    private delegate void Setter<TValue>(ref T record, TValue value);
    private sealed record Member(JsonEncodedText Name, ReadInto Read, Action<Utf8JsonWriter, T> Write, Func<T, bool> IsWritten);

    private readonly List<Member> _members = [];
    private readonly List<(UnpackInto Unpack, Action<PackWriter, T> Pack)> _packed = [];
    private readonly List<UnpackInto> _beginnings = [];
    private uint _required;

    /// <summary>Adds a member, which JSON has by its name in camel case.</summary>
    /// <param name="later">Older versions did not write it.</param>
    /// <param name="omitted">Older versions did not write it, and it is left out when it is null.</param>
    public RecordTable<T> Add<TValue>(Expression<Func<T, TValue>> member, Codec<TValue> codec, bool later = false, bool omitted = false)
    {
        var (name, get, set) = Property(member);
        Add(
            JsonNamingPolicy.CamelCase.ConvertName(name), !later && !omitted, (ref reader, ref record) => set(ref record, codec.Read(ref reader)),
            (writer, record) => codec.Write(writer, get(record)), record => !omitted || get(record) is not null);
        _packed.Add(((from, ref record) => set(ref record, codec.Unpack(from)), (to, record) => codec.Pack(to, get(record))));
        return this;
    }

    /// <summary>
    /// Adds a list whose items are members of their own in JSON, where those that are null or not a number are left out. Packed, it is a list of pairs of key
    /// and item, without those that are null.
    /// </summary>
    /// <param name="keys">Names of the items, by place.</param>
    /// <param name="always">Names of the items that every version writes; version 3 packed these, without keys.</param>
    /// <param name="absent">What stands for an item that was not read.</param>
    /// <param name="keyed">Whether packed items have keys. If not, items that are missing at the end make a shorter list.</param>
    public RecordTable<T> Spread<TItem>(
        Expression<Func<T, ImmutableArray<TItem>>> member, ImmutableArray<string> keys, string[] always, TItem absent, Codec<TItem> codec, bool keyed = true)
    {
        var (_, get, set) = Property(member);
        var missing = Enumerable.Repeat(absent, keyed ? keys.Length : 0).ToArray();
        _beginnings.Add((_, ref record) => set(ref record, [.. missing]));
        foreach (var (at, key) in keys.Index())
        {
            Add(
                key, always.Contains(key), (ref reader, ref record) => Put(ref record, at, codec.Read(ref reader)),
                (writer, record) => codec.Write(writer, get(record)[at]),
                record => get(record) is var items && at < items.Length && items[at] is not (null or double.NaN));
        }
        _packed.Add((Unpack, Pack));
        return this;

        void Unpack(PackReader from, ref T record)
        {
            var count = from.Version == 3 ? always.Length : from.Count();
            for (var i = 0; i < count; i++)
            {
                var at = !keyed ? i : keys.IndexOf(from.Version == 3 ? always[i] : from.Word());
                var item = codec.Unpack(from);
                if (at >= 0) Put(ref record, at, item);
            }
        }

        void Pack(PackWriter to, T record)
        {
            var items = get(record);
            to.Number(items.Count(item => item is not null));
            for (var i = 0; i < items.Length; i++)
            {
                if (items[i] is null) continue;
                if (keyed) to.Word(keys[i]);
                codec.Pack(to, items[i]);
            }
        }

        // The record's own array, which nothing else has seen yet.
        void Put(ref T record, int at, TItem item)
        {
            var items = get(record);
            if (at >= items.Length) set(ref record, items = Longer(items, at + 1));
            ImmutableCollectionsMarshal.AsArray(items)![at] = item;
        }

        ImmutableArray<TItem> Longer(ImmutableArray<TItem> items, int length)
        {
            var longer = new TItem[length];
            items.CopyTo(longer);
            longer.AsSpan(items.Length).Fill(absent);
            return ImmutableCollectionsMarshal.AsImmutableArray(longer);
        }
    }

    /// <summary>The codec of the table; JSON has an object.</summary>
    public static implicit operator Codec<T>(RecordTable<T> table) => new(table.Read, table.Write, table.Unpack, table.Pack);

    /// <summary>The codec of the table; JSON has an array, so append members at the end only: readers skip those that they do not know.</summary>
    public Codec<T> InArray() => new(ReadArray, WriteArray, Unpack, Pack);

    private void Add(string name, bool required, ReadInto read, Action<Utf8JsonWriter, T> write, Func<T, bool> isWritten)
    {
        if (required) _required |= 1u << _members.Count;
        _members.Add(new(JsonEncodedText.Encode(name), read, write, isWritten));
    }

    private static (string Name, Func<T, TValue> Get, Setter<TValue> Set) Property<TValue>(Expression<Func<T, TValue>> member)
    {
        var property = (PropertyInfo)((MemberExpression)member.Body).Member;
        if (typeof(T).IsValueType) return (property.Name, member.Compile(), property.SetMethod!.CreateDelegate<Setter<TValue>>());
        var set = property.SetMethod!.CreateDelegate<Action<T, TValue>>();
        return (property.Name, property.GetMethod!.CreateDelegate<Func<T, TValue>>(), (ref record, value) => set(record, value));
    }

    /// <summary>A record whose members are all to be read.</summary>
    private T New()
    {
        var record = typeof(T).IsValueType ? default! : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        foreach (var begin in _beginnings) begin(null!, ref record);
        return record;
    }

    private T Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Values.Wrong($"{typeof(T).Name}: an object");
        var record = New();
        var (seen, expected) = (0u, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Find(ref reader, expected);
            if (member < 0)
            {
                reader.Skip();
                continue;
            }
            if ((seen & (1u << member)) != 0) throw Wrongly("twice", member);
            seen |= 1u << member;
            expected = member + 1;
            reader.Read();
            _members[member].Read(ref reader, ref record);
        }
        var missing = _required & ~seen;
        return missing == 0 ? record : throw Wrongly("missing", BitOperations.TrailingZeroCount(missing));
    }

    /// <summary>Members come in the order of the table as a rule, and are looked for there first.</summary>
    private int Find(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _members.Count && reader.ValueTextEquals(_members[expected].Name.EncodedUtf8Bytes)) return expected;
        for (var i = 0; i < _members.Count; i++)
            if (reader.ValueTextEquals(_members[i].Name.EncodedUtf8Bytes)) return i;
        return -1;
    }

    private void Write(Utf8JsonWriter writer, T record)
    {
        writer.WriteStartObject();
        foreach (var member in _members)
        {
            if (!member.IsWritten(record)) continue;
            writer.WritePropertyName(member.Name);
            member.Write(writer, record);
        }
        writer.WriteEndObject();
    }

    private T ReadArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Values.Wrong($"{typeof(T).Name}: an array");
        var record = New();
        foreach (var member in _members)
        {
            reader.Read();
            member.Read(ref reader, ref record);
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) reader.Skip();
        return record;
    }

    private void WriteArray(Utf8JsonWriter writer, T record)
    {
        writer.WriteStartArray();
        foreach (var member in _members) member.Write(writer, record);
        writer.WriteEndArray();
    }

    private T Unpack(PackReader from)
    {
        var record = New();
        foreach (var (unpack, _) in _packed) unpack(from, ref record);
        return record;
    }

    private void Pack(PackWriter to, T record)
    {
        foreach (var (_, pack) in _packed) pack(to, record);
    }

    private JsonException Wrongly(string what, int member) => new($"{typeof(T).Name}: {_members[member].Name} is {what}");
}
