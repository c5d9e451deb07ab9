using System.Net;
using ActorSearch.Coordinator.Journal;

namespace ActorSearch.Cluster.Tests;

/// <summary>One coordinator with SQLite and some trainers, all processes of their own: the front is the one of a run in one process.</summary>
[Collection("one coordinator")]
public sealed class OneCoordinatorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_two_and_four_trainers_give_the_front_of_one_process()
    {
        var expected = await Standalone.FrontAsync(TestCluster.Search());
        foreach (var trainers in new[] { 1, 2, 4 })
        {
            using var cluster = new TestCluster();
            using var coordinator = await cluster.CoordinatorAsync(0, Cancel);
            for (var i = 0; i < trainers; i++) cluster.Trainer($"t{i}");
            await cluster.SubmitAsync(TestCluster.Search(), Cancel);
            Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));
            coordinator.Signal("-TERM");
            Assert.True(await coordinator.EndAsync(Cancel) == 0, coordinator.Output);
        }
    }

    [Fact]
    public async Task A_trainer_killed_and_a_coordinator_killed_change_nothing_and_lose_no_epoch()
    {
        using var cluster = new TestCluster();
        // So long that it still runs when the killed trainer is back.
        var search = TestCluster.Search(epochs: 45);
        var expected = await Standalone.FrontAsync(search);
        var coordinator = await cluster.CoordinatorAsync(0, Cancel);
        cluster.Trainer("steady");
        // Under the same address it takes its former self's place at once. A trainer that has lost a fellow and the coordinator ends itself, and there is no
        // launcher here.
        string[] address = ["--port", TestCluster.FreePorts(1)[0].ToString(CultureInfo.InvariantCulture)];
        var killed = cluster.Trainer("killed", address);
        await cluster.SubmitAsync(search, Cancel);

        await cluster.UntilAsync("small", status => status.GetProperty("leases").GetInt32() == 2, Cancel);
        await killed.KillAsync(Cancel);
        // As a launcher does: the same name, so that its old lease ends as soon as it registers.
        var again = cluster.Trainer("killed", address);
        await Patience.UntilAsync(
            () => JournalFile.Events(cluster.JournalFile).OfType<LeaseEnded>().Any(), () => $"the lease does not end: {again.Output}", Cancel);
        await cluster.UntilAsync(
            "small", status => status.GetProperty("candidates").GetProperty("done").GetInt32() >= 2 && status.GetProperty("leases").GetInt32() == 2,
            Cancel);

        await coordinator.KillAsync(Cancel);
        var before = JournalFile.Events(cluster.JournalFile);
        var openThen = Open(before);
        await cluster.CoordinatorAsync(0, Cancel);
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));

        var events = JournalFile.Events(cluster.JournalFile);
        // What ran when the coordinator died was taken up again, not started again.
        var after = events.Skip(before.Count).ToList();
        foreach (var (work, attempt) in openThen) Assert.DoesNotContain(after, e => e is LeaseEnded ended && ended.Work == work && ended.Attempt == attempt);
        Assert.All(events.OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
        Assert.All(events.OfType<TestEvaluated>().GroupBy(e => e.Candidate), candidate => Assert.Single(candidate));
        Assert.Single(events.OfType<LeaseEnded>());
        foreach (var run in events.OfType<CheckpointRecorded>().GroupBy(e => e.Work))
        {
            var positions = run.Select(e => (e.Checkpoint.Epoch, e.Checkpoint.Batch)).ToList();
            Assert.Equal(positions.Distinct().Order(), positions);
        }
    }

    /// <summary>Something starts it again, and then it finds the coordinator wherever that is.</summary>
    [Fact]
    public async Task A_trainer_whose_only_coordinator_stays_away_ends_itself()
    {
        using var cluster = new TestCluster();
        var coordinator = await cluster.CoordinatorAsync(0, Cancel);
        var trainer = cluster.StartTrainer("t0", null, "--log", "info");
        await trainer.PrintsAsync("registered with", Cancel);
        await coordinator.KillAsync(Cancel);
        await trainer.PrintsAsync("most coordinators are out of reach", Cancel);
        Assert.True(await trainer.EndAsync(Cancel) == 1, trainer.Output);
    }

    /// <summary>
    /// A machine was replaced: what answers at the coordinator's address now knows nothing of this cluster, and would never call the trainer.
    /// </summary>
    [Fact]
    public async Task A_trainer_whose_coordinator_was_replaced_by_a_stranger_ends_itself_and_joins_that_one_when_started_again()
    {
        using var cluster = new TestCluster();
        var coordinator = await cluster.CoordinatorAsync(0, Cancel);
        var trainer = cluster.StartTrainer("t0", null, "--log", "info");
        await trainer.PrintsAsync("registered with", Cancel);
        await coordinator.KillAsync(Cancel);
        Directory.Delete(Path.Combine(cluster.Folder, "coordinator-0"), recursive: true);
        await cluster.CoordinatorAsync(0, Cancel);
        await trainer.PrintsAsync("most coordinators are out of reach", Cancel);
        Assert.True(await trainer.EndAsync(Cancel) == 1, trainer.Output);
        await cluster.Trainer("t0", "--log", "info").PrintsAsync("registered with", Cancel);
    }

    private static List<(WorkId Work, int Attempt)> Open(IReadOnlyList<ISearchEvent> events)
    {
        var state = events.Aggregate(SearchState.Empty, SearchEffects.Apply);
        Assert.NotEmpty(state.Leases);
        return [.. state.Leases.Values.Select(lease => (lease.Work, lease.Attempt))];
    }

    [Fact]
    public async Task Two_searches_are_paused_resumed_and_cancelled_and_a_trainer_that_is_told_to_stop_hands_its_work_back()
    {
        using var cluster = new TestCluster();
        using var coordinator = await cluster.CoordinatorAsync(0, Cancel, "--token", "secret");
        using (var refused = await cluster.AskAsync(HttpMethod.Get, "/searches", null, Cancel)) Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, await Code(HttpMethod.Post, "/searches", "name: x\nmodle: {}"));
        Assert.Equal(HttpStatusCode.NotFound, await Code(HttpMethod.Get, "/searches/none", null));
        Assert.Equal(HttpStatusCode.NotFound, await Code(HttpMethod.Post, "/searches/none/pause", null));

        var trainer = cluster.Trainer("t0");
        foreach (var name in new[] { "a", "b" })
            Assert.Equal(HttpStatusCode.Created, await Code(HttpMethod.Post, "/searches", TestCluster.Search(name, 3, 12)));
        Assert.Equal(HttpStatusCode.OK, await Code(HttpMethod.Post, "/searches/a/pause", null));
        await Until("b", "leases", 1);
        trainer.Signal("-TERM");
        Assert.True(await trainer.EndAsync(Cancel) == 0, trainer.Output);
        await Until("b", "leases", 0);
        Assert.Equal(HttpStatusCode.OK, await Code(HttpMethod.Post, "/searches/b/cancel", null));
        Assert.Equal(HttpStatusCode.Conflict, await Code(HttpMethod.Post, "/searches", TestCluster.Search("b", 3, 12)));

        cluster.Trainer("t1");
        Assert.Equal(HttpStatusCode.OK, await Code(HttpMethod.Post, "/searches/a/resume", null));
        await Until("a", "leases", 1);
        using var list = await cluster.AskAsync(HttpMethod.Get, "/searches", null, Cancel, token: "secret");
        Assert.Equal("""{"searches":["a","b"]}""", await list.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, await Code(HttpMethod.Post, "/searches/a/cancel", null));

        async Task<HttpStatusCode> Code(HttpMethod method, string path, string? body)
        {
            using var response = await cluster.AskAsync(method, path, body, Cancel, token: "secret");
            return response.StatusCode;
        }

        async Task Until(string id, string number, int value)
        {
            await cluster.UntilAsync(id, status => status.GetProperty(number).GetInt32() == value, Cancel, token: "secret");
        }
    }
}
