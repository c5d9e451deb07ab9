using System.Buffers.Binary;
using System.Text;

namespace ActorSearch.Messages.Codecs;

/// <summary>Reads what <see cref="PackWriter"/> wrote. Each method throws <see cref="FormatException"/> for bytes that it did not write.</summary>
/// <param name="version">The version of what was packed.</param>
internal sealed class PackReader(ReadOnlyMemory<byte> bytes, int version)
{
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, Step> _steps = [];
    private int _at;

    /// <summary>The version of what was packed: the present one or an older one.</summary>
    public int Version => version;

    /// <summary>Nothing is left to read.</summary>
    public bool AtEnd => _at == bytes.Length;

    /// <summary>Reads a whole number.</summary>
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

    /// <summary>Reads a whole number of 32 bits.</summary>
    public int Small() => Number() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw new FormatException("a number is too large");

    /// <summary>Reads 1 or 0.</summary>
    public bool Flag() => Number() switch { 0 => false, 1 => true, _ => throw new FormatException("neither yes nor no") };

    /// <summary>Reads 8 bytes.</summary>
    public double Real() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Reads 4 bytes.</summary>
    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    /// <summary>Reads a text.</summary>
    public string Text() => Small() switch
    {
        > 0 and var bytes => Convert.ToHexStringLower(Take(bytes)),
        < 0 and var rest => Encoding.UTF8.GetString(Take(-1 - rest)),
        _ => throw new FormatException("a text without a length"),
    };

    /// <summary>Reads a text that occurs repeatedly.</summary>
    public string Word()
    {
        var number = Small();
        if (number == _texts.Count) _texts.Add(Text());
        return number >= 0 && number < _texts.Count ? _texts[number] : throw new FormatException("a text that is not there");
    }

    /// <summary>Reads a step. Few are distinct, so they are kept: parsing one is slow.</summary>
    public Step Step() => Word() is var text && _steps.TryGetValue(text, out var step) ? step : _steps[text] = Texts.Step(text);

    /// <summary>Reads a time with its offset.</summary>
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

    /// <summary>Reads how many items follow.</summary>
    public int Count()
    {
        var count = Small();
        // An item takes a byte at least.
        return count >= 0 && count <= bytes.Length - _at ? count : throw new FormatException("a list longer than what holds it");
    }

    /// <summary>Reads the number of items, then each item.</summary>
    public ImmutableArray<T> Each<T>(Func<PackReader, T> read)
    {
        var count = Count();
        var items = ImmutableArray.CreateBuilder<T>(count);
        while (items.Count < count) items.Add(read(this));
        return items.MoveToImmutable();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - _at) throw new FormatException("more was expected");
        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }
}
