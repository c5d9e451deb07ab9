namespace ActorSearch.Messages;

/// <summary>Reads <see cref="Pieces"/> once, from the first byte to the last. Seeking and writing throw <see cref="NotSupportedException"/>.</summary>
public sealed class PiecesStream(Pieces pieces) : ReadStream<Stream>(Null)
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _all = pieces.All;
    private int _piece, _at;
    private long _position;

    /// <summary>
    /// True although <see cref="Stream.Seek"/> is not supported: a sender reads <see cref="Length"/> and <see cref="Position"/> only from such a stream.
    /// </summary>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override long Length => pieces.Length;

    /// <inheritdoc/>
    public override long Position { get => _position; set => base.Position = value; }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));
}
