using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>The events of a search, without end: a connection that breaks or falls silent is made again, at the next coordinator.</summary>
internal sealed class EventStream(ClusterClient client, string path)
{
    /// <summary>Coordinators give a sign of life every 15 seconds.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <returns>Name and JSON of each.</returns>
    public async IAsyncEnumerable<(string Name, string Json)> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            using (var response = await client.SendAsync(HttpMethod.Get, path, null, cancel))
            {
                // From the first answer on the search is known, and watched whatever happens.
                client.Patience = Timeout.InfiniteTimeSpan;
                await using var stream = new Watched(await response.Content.ReadAsStreamAsync(cancel), Silence);
                await using var events = SseParser.Create(stream).EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
                while (await NextAsync(events, cancel)) yield return (events.Current.EventType, events.Current.Data);
            }
            client.Next();
            await Task.Delay(Pause, cancel);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, CancellationToken cancel)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>A stream that counts as broken when nothing comes for long.</summary>
    private sealed class Watched(Stream inner, TimeSpan silence) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(silence);
            return await inner.ReadAsync(buffer, limit.Token);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
