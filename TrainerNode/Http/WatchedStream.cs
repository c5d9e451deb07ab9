namespace ActorSearch.TrainerNode.Http;

/// <summary>A response's body that counts as broken when nothing comes for long: its sender stopped, or the network lost it.</summary>
/// <param name="inner">Disposed with this one.</param>
/// <param name="silence">Longest time without a byte.</param>
public sealed class WatchedStream(Stream inner, TimeSpan silence) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The whole body of a response.</summary>
    /// <exception cref="HttpIOException">It broke off, or nothing came for as long as <paramref name="silence"/>.</exception>
    public static async Task<byte[]> ReadAllAsync(HttpContent content, TimeSpan silence, CancellationToken cancel)
    {
        await using var stream = new WatchedStream(await content.ReadAsStreamAsync(cancel).ConfigureAwait(false), silence);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, cancel).ConfigureAwait(false);
        return all.ToArray();
    }

    /// <inheritdoc/>
    /// <exception cref="HttpIOException">Nothing came for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(silence);
        try
        {
            return await inner.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, $"nothing came for {silence.TotalSeconds:0} s");
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
