using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ActorSearch.Messages.Codecs;

/// <summary>
/// Writes values one after another, without names: whole numbers as zigzag varints, reals as little-endian bits, repeated texts as indices into a table.
/// </summary>
internal sealed class PackWriter
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);
    private readonly Dictionary<string, int> _texts = [];

    private readonly Dictionary<Step, string> _steps = [];

    /// <summary>The bytes written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Discards the bytes and the table of texts.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _texts.Clear();
    }

    /// <summary>Writes a whole number in 1 to 10 bytes.</summary>
    public void Number(long value)
    {
        var rest = (ulong)(value << 1) ^ (ulong)(value >> 63);
        var span = _bytes.GetSpan(10);
        var count = 0;
        for (; rest >= 0x80; rest >>= 7) span[count++] = (byte)(rest | 0x80);
        span[count++] = (byte)rest;
        _bytes.Advance(count);
    }

    /// <summary>Writes 1 or 0 as a <see cref="Number"/>.</summary>
    public void Flag(bool value) => Number(value ? 1 : 0);

    /// <summary>Writes 8 bytes.</summary>
    public void Real(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    /// <summary>Writes 4 bytes.</summary>
    public void Single(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    /// <summary>Writes a text with its length. Hashes and ids (an even number of lower-case hex digits) take one byte per two digits.</summary>
    public void Text(string value)
    {
        if (value.Length > 0 && value.Length % 2 == 0 && !value.AsSpan().ContainsAnyExcept(HexDigits))
        {
            Number(value.Length / 2);
            Convert.FromHexString(value, _bytes.GetSpan(value.Length / 2), out _, out var count);
            _bytes.Advance(count);
            return;
        }
        Number(-1 - Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _bytes);
    }

    /// <summary>Writes a text that occurs repeatedly: in full the first time, as its number in the table after that.</summary>
    public void Word(string value)
    {
        if (_texts.TryGetValue(value, out var known))
        {
            Number(known);
            return;
        }
        Number(_texts.Count);
        _texts.Add(value, _texts.Count);
        Text(value);
    }

    /// <summary>Writes a step's text as a <see cref="Word"/>. A search has few distinct steps, so their texts are cached: making one is slow.</summary>
    public void Step(Step value)
    {
        if (!_steps.TryGetValue(value, out var text)) _steps.Add(value, text = value.ToString());
        Word(text);
    }

    /// <summary>Writes ticks, then the offset in minutes.</summary>
    public void Time(DateTimeOffset value)
    {
        Number(value.Ticks);
        Number(value.Offset.Ticks / TimeSpan.TicksPerMinute);
    }

    /// <summary>Writes the number of items, then each item.</summary>
    public void Each<T>(ImmutableArray<T> items, Action<PackWriter, T> write)
    {
        Number(items.Length);
        foreach (var item in items) write(this, item);
    }
}
