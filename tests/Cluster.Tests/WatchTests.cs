using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ActorSearch.Cluster.Tests;

/// <summary>Who watches a search goes on by itself when the active coordinator is killed.</summary>
[Collection("failovers")]
public sealed class WatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>One `watch` sits at the coordinator that dies, the events at one that lives.</summary>
    [Fact]
    public async Task Watch_and_events_go_on_when_the_active_coordinator_is_killed()
    {
        using var postgres = PostgresServer.Shared();
        using var cluster = new TestCluster(3);
        var coordinators = await cluster.CoordinatorsAsync(Cancel, "--journal", "postgres", "--connection", postgres.ConnectionString);
        var trainer = cluster.Trainer("t0");
        var addresses = string.Join(',', Enumerable.Range(0, 3).Select(cluster.Address));
        var file = Path.Combine(cluster.Folder, "submitted.yaml");
        await File.WriteAllTextAsync(file, TestCluster.Search(maxCandidates: 6), Cancel);
        using var submit = NodeProcess.Start("actorsearch", cluster.Folder, "submit", file, "--coordinator", addresses);
        Assert.True(await submit.EndAsync(Cancel) == 0, submit.Output);

        using var watch = NodeProcess.Start("actorsearch", cluster.Folder, "watch", "small", "--format", "json", "--coordinator", addresses);
        using var events = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var seen = EventsAsync(cluster.Address(1), events.Token);
        await watch.PrintsAsync("\"candidates\"", Cancel);
        await cluster.UntilAsync("small", status => Done(status) >= 1, Cancel, 1);

        // Without its trainer the search does not end before watch sees it at another coordinator.
        await trainer.KillAsync(Cancel);
        await coordinators[0].KillAsync(Cancel);
        await watch.PrintsAsync("{\"slots\":", Cancel, behind: "waiting: ");
        cluster.Trainer("t0");
        Assert.True(await watch.EndAsync(Cancel) == 0, watch.Output);
        var lines = watch.Output.Split('\n');
        var statuses = lines.Where(line => line.StartsWith("{\"status\":", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("status")).ToList();
        Assert.Equal("finished", statuses[^1].GetProperty("status").GetString());
        Assert.Equal(statuses.Select(Done).Order(), statuses.Select(Done));
        // It heard of the failover, and of the search on both sides of it.
        var waited = Array.FindIndex(lines, line => line.StartsWith("waiting: ", StringComparison.Ordinal));
        Assert.True(waited > 0, watch.Output);
        Assert.Contains(lines.Skip(waited), line => line.StartsWith("{\"slots\":", StringComparison.Ordinal));

        var names = await seen;
        Assert.Contains("waiting", names);
        Assert.Equal("finished", names[^1]);
        using var front = NodeProcess.Start("actorsearch", cluster.Folder, "front", "small", "--format", "json", "--coordinator", addresses);
        Assert.True(await front.EndAsync(Cancel) == 0, front.Output);
        Assert.Equal(statuses[^1].GetProperty("front").GetInt32(), JsonDocument.Parse(front.Output).RootElement.GetProperty("front").GetArrayLength());
    }

    /// <summary>The names of the events of one connection, to the status in which the search is finished.</summary>
    private static async Task<List<string>> EventsAsync(string address, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await using var stream = await http.GetStreamAsync(new Uri($"{address}/searches/small/events"), cancel);
        var names = new List<string>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancel))
        {
            names.Add(item.EventType);
            if (item.EventType != "status" || JsonDocument.Parse(item.Data).RootElement.GetProperty("status").GetString() != "finished") continue;
            names.Add("finished");
            return names;
        }
        return names;
    }

    private static int Done(JsonElement status) => status.GetProperty("candidates").GetProperty("done").GetInt32();
}
