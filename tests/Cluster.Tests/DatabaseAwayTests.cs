using System.Net;
using System.Text.Json;

namespace ActorSearch.Cluster.Tests;

/// <summary>The database goes away until it was tried some times in vain, and comes back: the search waits, says so, and goes on by itself.</summary>
[Collection("failovers")]
public sealed class DatabaseAwayTests
{
    private const int Tries = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_waits_for_its_database_says_so_and_finishes_by_itself()
    {
        using var postgres = PostgresServer.Start();
        using var cluster = new TestCluster(3);
        var search = TestCluster.Search(maxCandidates: 24);
        var expected = await Standalone.FrontAsync(search);
        var coordinators = await cluster.CoordinatorsAsync(Cancel, "--journal", "postgres", "--connection", postgres.ConnectionString);
        foreach (var name in new[] { "t0", "t1" }) cluster.Trainer(name);
        await cluster.SubmitAsync(search, Cancel);
        await cluster.UntilAsync("small", status => Done(status) >= 2 && status.GetProperty("leases").GetInt32() == 2, Cancel);

        postgres.Crash();
        var waiting = await cluster.UntilAsync("small", IsWaiting, Cancel, 1);
        var since = waiting.GetProperty("waiting").GetProperty("since").GetDateTimeOffset();
        Assert.Contains("the database", waiting.GetProperty("waiting").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(Done(waiting) >= 2, waiting.ToString());
        // Asked again and again, at every coordinator, it answers; orders are refused as long as they could not be written.
        var tries = new HashSet<DateTimeOffset>();
        for (var answers = 0; tries.Count <= Tries; answers++)
        {
            var status = await cluster.StatusAsync("small", Cancel, answers % 3);
            Assert.True(IsWaiting(status) && status.GetProperty("waiting").GetProperty("since").GetDateTimeOffset() == since, status.ToString());
            using var refused = await cluster.AskOnceAsync(HttpMethod.Post, "/searches/small/pause", Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            using var why = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancel));
            Assert.Equal(since, why.RootElement.GetProperty("waiting").GetProperty("since").GetDateTimeOffset());
            Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
            tries.Add(status.GetProperty("waiting").GetProperty("retry_at").GetDateTimeOffset());
            await Task.Delay(50, Cancel);
        }
        postgres.Run();
        await cluster.UntilAsync("small", status => !IsWaiting(status), Cancel);

        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));
        var events = postgres.Events();
        Assert.All(events.OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
        Assert.Empty(events.OfType<AttemptFailed>());
        Assert.Empty(events.OfType<CandidateAbandoned>());
        Assert.Empty(events.OfType<LeaseEnded>());
        postgres.AssertOneWriterAtATime();
        Assert.All(coordinators, coordinator => Assert.False(coordinator.HasEnded, coordinator.Output));
        // Of that it says two lines, however often it tried. What nodes say of each other while they start, or on a busy machine, is another matter.
        string[] words = ["small", "database"];
        var warnings = coordinators[0].Output.Split('\n').Where(IsWarning);
        Assert.Collection(warnings.Where(line => words.Any(word => line.Contains(word, StringComparison.Ordinal))),
            line => Assert.Contains("search small waits: the database", line, StringComparison.Ordinal),
            line => Assert.Contains("search small goes on after", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_coordinator_that_starts_while_the_database_is_away_waits_for_it()
    {
        using var postgres = PostgresServer.Start();
        using var cluster = new TestCluster();
        var expected = await Standalone.FrontAsync(TestCluster.Search());
        string[] journal = ["--journal", "postgres", "--connection", postgres.ConnectionString];
        using var former = await cluster.CoordinatorAsync(0, Cancel, journal);
        cluster.Trainer("t0");
        await cluster.SubmitAsync(TestCluster.Search(), Cancel);
        await cluster.UntilAsync("small", status => Done(status) >= 1, Cancel);
        await former.KillAsync(Cancel);
        postgres.Crash();

        var coordinator = await cluster.CoordinatorAsync(0, Cancel, journal);
        await coordinator.PrintsAsync("the list of searches waits: the database is away", Cancel);
        using (var refused = await cluster.AskOnceAsync(HttpMethod.Get, "/searches/small", Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("the database is away", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
        postgres.Run();
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));
        Assert.Empty(postgres.Events().OfType<AttemptFailed>());
        Assert.DoesNotContain(coordinator.Output.Split('\n'),
            line => line.StartsWith("error:", StringComparison.Ordinal) && line.Contains("small", StringComparison.Ordinal));
    }

    private static bool IsWarning(string line) => line.StartsWith("warning:", StringComparison.Ordinal) || line.StartsWith("error:", StringComparison.Ordinal);

    private static bool IsWaiting(JsonElement status) => status.GetProperty("status").GetString() == "waiting";

    private static int Done(JsonElement status) => status.GetProperty("candidates").GetProperty("done").GetInt32();
}
