namespace ActorSearch.Coordinator.Tests.Store;

/// <summary>Contents that are in no memory: any number of bytes, each a function of its position.</summary>
/// <param name="read">Gets how many bytes were read so far, by all passes together, before each read.</param>
internal sealed class MadeStream(long length, int seed = 0, Action<long>? read = null) : Stream
{
    private long _all;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        read?.Invoke(_all);
        var count = (int)Math.Clamp(length - Position, 0, buffer.Length);
        for (var i = 0; i < count; i++) buffer[i] = At(Position + i, seed);
        Position += count;
        _all += count;
        return count;
    }

    public static byte At(long position, int seed) => (byte)((position * 167 + (position >> 8) * 31 + (position >> 20)) ^ seed);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => length,
    };

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
