using System.Buffers.Binary;
using System.Text;

namespace ActorSearch.Messages.Packing;

/// <summary>Reads what <see cref="PackWriter"/> wrote; bytes that are none of its are a <see cref="FormatException"/>.</summary>
/// <param name="version">Of what was packed.</param>
internal sealed class PackReader(ReadOnlyMemory<byte> bytes, int version)
{
    private readonly List<string> _texts = [];
    private int _at;

    /// <summary>Of what was packed: <see cref="PackedSnapshotJson.Version"/> or an older one.</summary>
    public int Version => version;

    public bool AtEnd => _at == bytes.Length;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }
        throw new FormatException("a number is too long");
    }

    public int Small() => Number() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw new FormatException("a number is too large");

    public bool Flag() => Number() switch { 0 => false, 1 => true, _ => throw new FormatException("neither yes nor no") };

    public double Real() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public string Text()
    {
        var length = Small();
        return length > 0 ? Convert.ToHexStringLower(Take(length)) : length < 0 ? Encoding.UTF8.GetString(Take(-1 - length)) : throw new FormatException("a text without a length");
    }

    public string Word()
    {
        var number = Small();
        if (number == _texts.Count) _texts.Add(Text());
        return number >= 0 && number < _texts.Count ? _texts[number] : throw new FormatException("a text that is not there");
    }

    public DateTimeOffset Time()
    {
        var (ticks, minutes) = (Number(), Small());
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
        }
        catch (ArgumentException e)
        {
            throw new FormatException("no point in time", e);
        }
    }

    public T? Maybe<T>(Func<PackReader, T> read) where T : class => Flag() ? read(this) : null;

    public T? MaybeValue<T>(Func<PackReader, T> read) where T : struct => Flag() ? read(this) : null;

    /// <summary>How many items follow.</summary>
    public int Count()
    {
        var count = Small();
        // An item takes a byte at least.
        return count >= 0 && count <= bytes.Length - _at ? count : throw new FormatException("a list longer than what holds it");
    }

    public ImmutableArray<T> Each<T>(Func<PackReader, T> read)
    {
        var count = Count();
        if (count == 0) return [];
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++) items.Add(read(this));
        return items.MoveToImmutable();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - _at) throw new FormatException("more was expected");
        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }
}
