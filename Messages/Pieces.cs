using System.Buffers;

namespace ActorSearch.Messages;

/// <summary>A buffer of any length that consists of pieces of 1 MiB or more. It never copies bytes to grow, and needs no array as long as the whole.</summary>
public sealed class Pieces : IBufferWriter<byte>
{
    private const int Size = 1 << 20;

    private readonly List<ReadOnlyMemory<byte>> _full = [];
    private byte[] _open = [];
    private int _used;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>All pieces written so far, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> All
    {
        get
        {
            Close();
            return _full;
        }
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_open.Length - _used));
        _used += count;
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var wanted = Math.Max(1, sizeHint);
        if (_open.Length - _used < wanted)
        {
            Close();
            _open = GC.AllocateUninitializedArray<byte>(Math.Max(Size, wanted));
        }
        return _open.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Close()
    {
        if (_used > 0) _full.Add(_open.AsMemory(0, _used));
        (_open, _used) = ([], 0);
    }
}
