namespace ActorSearch.Cluster.Tests;

/// <summary>Three coordinators on PostgreSQL: whichever dies or sleeps, another takes over, one writes at a time, and the front stays.</summary>
[Collection("failovers")]
public sealed class ThreeCoordinatorsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_active_coordinator_is_killed_and_the_next_one_sleeps_and_nothing_is_lost()
    {
        using var postgres = PostgresServer.Shared();
        using var cluster = new TestCluster(3);
        var search = TestCluster.Search(maxCandidates: 48);
        var expected = await Standalone.FrontAsync(search);
        string[] journal = ["--journal", "postgres", "--connection", postgres.ConnectionString];
        var coordinators = await cluster.CoordinatorsAsync(Cancel, journal);
        foreach (var name in new[] { "t0", "t1" }) cluster.Trainer(name);
        await cluster.SubmitAsync(search, Cancel, 2);
        await cluster.UntilAsync(
            "small",
            status => status.GetProperty("candidates").GetProperty("done").GetInt32() >= 1 && status.GetProperty("leases").GetInt32() == 2,
            Cancel, 1);

        await coordinators[0].KillAsync(Cancel);
        await cluster.AnswersAsync("small", 1, Cancel);
        coordinators[0] = await cluster.CoordinatorAsync(0, Cancel, journal);
        await coordinators[0].PrintsAsync("up:", Cancel); // a third member, before another may be lost

        // The active one sleeps past its removal, and wakes as a writer that is none any more.
        var (active, other) = coordinators[1].Output.Contains("active:", StringComparison.Ordinal) ? (1, 2) : (2, 1);
        coordinators[active].Signal("-STOP");
        await cluster.AnswersAsync("small", other, Cancel);
        coordinators[active].Signal("-CONT");
        Assert.True(await coordinators[active].EndAsync(Cancel) == 1, coordinators[active].Output);

        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel, 0));
        var events = postgres.Events();
        Assert.All(events.OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
        Assert.All(events.OfType<TestEvaluated>().GroupBy(e => e.Candidate), candidate => Assert.Single(candidate));
        // One that was written, and whose coordinator died before it was sent, has no trainer; whatever was begun went on.
        var begun = events.OfType<CheckpointRecorded>().Select(saved => (saved.Work, saved.Attempt)).ToHashSet();
        Assert.DoesNotContain(events.OfType<LeaseEnded>(), ended => begun.Contains((ended.Work, ended.Attempt)));
        Assert.True(events.OfType<WriterStarted>().Count() >= 3);
        postgres.AssertOneWriterAtATime();
    }
}
