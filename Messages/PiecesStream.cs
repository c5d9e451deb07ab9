namespace ActorSearch.Messages;

/// <summary><see cref="Pieces"/> to read once, from the first byte to the last.</summary>
public sealed class PiecesStream(Pieces pieces) : Stream
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _all = pieces.All;
    private int _piece, _at;
    private long _position;

    public override bool CanRead => true;
    public override bool CanWrite => false;

    /// <summary>Length and position are known, which is what whoever sends it needs.</summary>
    public override bool CanSeek => true;

    public override long Length => pieces.Length;
    public override long Position { get => _position; set => throw new NotSupportedException("read once"); }

    public override int Read(Span<byte> buffer)
    {
        while (_piece < _all.Count && _at == _all[_piece].Length) (_piece, _at) = (_piece + 1, 0);
        if (_piece == _all.Count) return 0;
        var count = Math.Min(buffer.Length, _all[_piece].Length - _at);
        _all[_piece].Span.Slice(_at, count).CopyTo(buffer);
        _at += count;
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("read once");

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException("read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("read only");
}
