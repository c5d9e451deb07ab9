using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using ActorSearch.Search;

namespace ActorSearch.Messages.Packing;

/// <summary>Values one after another, without names: whole numbers as zigzag varints, reals as their bits, repeated values as numbers of a table.</summary>
internal sealed class PackWriter
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);

    private readonly Dictionary<Step, string> _steps = [];

    /// <summary>Valid until the next change.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _texts.Clear();
    }

    public void Number(long value)
    {
        var rest = (ulong)(value << 1) ^ (ulong)(value >> 63);
        var span = _bytes.GetSpan(10);
        var count = 0;
        for (; rest >= 0x80; rest >>= 7) span[count++] = (byte)(rest | 0x80);
        span[count++] = (byte)rest;
        _bytes.Advance(count);
    }

    public void Flag(bool value) => Number(value ? 1 : 0);

    public void Real(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void Single(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    /// <summary>Hashes and ids, lower-case hex digits of whole bytes, take half their length.</summary>
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

    /// <summary>A text that comes again and again: written once.</summary>
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

    /// <summary>As a <see cref="Word"/>; there are few steps, and a text takes long to make.</summary>
    public void Step(Step value)
    {
        if (!_steps.TryGetValue(value, out var text)) _steps.Add(value, text = value.ToString());
        Word(text);
    }

    public void Time(DateTimeOffset value)
    {
        Number(value.Ticks);
        Number(value.Offset.Ticks / TimeSpan.TicksPerMinute);
    }

    public void Maybe<T>(T? value, Action<PackWriter, T> write) where T : class
    {
        Flag(value is not null);
        if (value is not null) write(this, value);
    }

    public void MaybeValue<T>(T? value, Action<PackWriter, T> write) where T : struct
    {
        Flag(value is not null);
        if (value is { } there) write(this, there);
    }

    public void Each<T>(ImmutableArray<T> items, Action<PackWriter, T> write)
    {
        Number(items.Length);
        foreach (var item in items) write(this, item);
    }
}
