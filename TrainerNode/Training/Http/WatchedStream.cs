using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Http;

/// <summary>A response's body that counts as broken when nothing comes for long: its sender stopped, or the network lost it.</summary>
/// <param name="inner">Disposed with this one.</param>
/// <param name="silence">Longest time without a byte.</param>
public sealed class WatchedStream(Stream inner, TimeSpan silence) : ReadStream<Stream>(inner)
{
    /// <summary>The whole body of a response.</summary>
    /// <exception cref="HttpIOException">
    /// It broke off, nothing came for as long as <paramref name="silence"/>, or it is longer than <paramref name="most"/> bytes.
    /// </exception>
    public static async Task<byte[]> ReadAllAsync(HttpContent content, TimeSpan silence, int most, CancellationToken cancel)
    {
        await using var stream = new WatchedStream(await content.ReadAsStreamAsync(cancel).ConfigureAwait(false), silence);
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            if (all.Length + read > most) throw new HttpIOException(HttpRequestError.ConfigurationLimitExceeded, $"it is longer than {most:N0} bytes");
            all.Write(buffer, 0, read);
        }
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
            return await Inner.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, $"nothing came for {silence.TotalSeconds:0} s");
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not supported: only <see cref="ReadAsync(Memory{byte}, CancellationToken)"/> can be left when nothing comes.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override int Read(Span<byte> buffer) => throw new NotSupportedException();
}
