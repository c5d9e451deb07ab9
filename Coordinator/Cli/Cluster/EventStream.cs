using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ActorSearch.TrainerNode.Training.Http;

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
            using (var response = await client.SendAsync(path, null, cancel))
            {
                // From the first answer on the search is known, and watched whatever happens.
                client.Patience = Timeout.InfiniteTimeSpan;
                await using var stream = new WatchedStream(await response.Content.ReadAsStreamAsync(cancel), Silence);
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
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return false;
        }
    }
}
