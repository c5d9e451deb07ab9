using System.Buffers;

namespace ActorSearch.Messages;

/// <summary>Bytes of any length in pieces of a megabyte or so: no array is as long as the whole, and none is copied to make room.</summary>
public sealed class Pieces : IBufferWriter<byte>
{
    private const int Size = 1 << 20;

    private readonly List<ReadOnlyMemory<byte>> _full = [];
    private byte[] _open = [];
    private int _used;

    public long Length { get; private set; }

    /// <summary>What is written so far, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> All
    {
        get
        {
            Close();
            return _full;
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_open.Length - _used));
        _used += count;
        Length += count;
    }

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

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Close()
    {
        if (_used > 0) _full.Add(_open.AsMemory(0, _used));
        (_open, _used) = ([], 0);
    }
}
