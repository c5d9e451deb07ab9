namespace ActorSearch.Cluster.Tests;

/// <summary>A coordinator without the others in sight, but with the database: whatever it believes, one writes at a time.</summary>
[Collection("cuts")]
public sealed class CutNetworkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_active_coordinator_is_cut_off_and_ends_and_another_one_goes_on()
    {
        using var network = Start();
        using var postgres = PostgresServer.Start(network);
        using var cluster = new TestCluster(network, 3);
        var (coordinators, expected, _) = await RunAsync(cluster, postgres);

        network.Cut("c0");
        await cluster.AnswersAsync("small", 1, Cancel);
        Assert.True(await coordinators[0].EndAsync(Cancel) == 1, coordinators[0].Output);
        network.Heal("c0");

        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel, 1));
        AssertNothingTwice(postgres);
    }

    [Fact]
    public async Task The_first_seed_that_starts_again_while_cut_off_founds_no_cluster_of_its_own()
    {
        using var network = Start();
        using var postgres = PostgresServer.Start(network);
        using var cluster = new TestCluster(network, 3);
        var (coordinators, expected, journal) = await RunAsync(cluster, postgres);

        network.Cut("c0");
        await coordinators[0].KillAsync(Cancel);
        var again = cluster.StartCoordinator(0, null, journal);
        await again.PrintsAsync("waiting: a majority of the coordinators", Cancel);
        await cluster.AnswersAsync("small", 1, Cancel);
        Assert.DoesNotContain("up:", again.Output, StringComparison.Ordinal);
        network.Heal("c0");
        await again.PrintsAsync("up:", Cancel);

        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel, 0));
        Assert.DoesNotContain("active:", again.Output, StringComparison.Ordinal);
        AssertNothingTwice(postgres);
    }

    [Fact]
    public async Task A_trainer_whose_network_comes_and_goes_takes_nobody_with_it()
    {
        using var network = Start();
        using var postgres = PostgresServer.Start(network);
        using var cluster = new TestCluster(network, 3);
        var (coordinators, expected, _) = await RunAsync(cluster, postgres);

        // The fault itself: around the time after which a machine counts as unreachable, and its connections come back one after another.
        foreach (var seconds in new[] { 3.0, 4.0, 4.5, 5.0 })
        {
            network.Cut("t1");
            await Task.Delay(TimeSpan.FromSeconds(seconds), Cancel);
            network.Heal("t1");
            await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
        }
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel, 1));
        Assert.All(coordinators, coordinator => Assert.False(coordinator.HasEnded, coordinator.Output));
        Assert.Single(postgres.Events().OfType<WriterStarted>());
    }

    private static TestNetwork Start() => TestNetwork.Start("c0", "c1", "c2", "t0", "t1");

    /// <summary>Until the search is in full run on two trainers, with c0 active.</summary>
    private static async Task<(NodeProcess[] Coordinators, byte[] Expected, string[] Journal)> RunAsync(TestCluster cluster, PostgresServer postgres)
    {
        var search = TestCluster.Search(maxCandidates: 24);
        var expected = await Standalone.FrontAsync(search);
        string[] journal = ["--journal", "postgres", "--connection", postgres.ConnectionString];
        var coordinators = await cluster.CoordinatorsAsync(Cancel, journal);
        foreach (var name in new[] { "t0", "t1" }) cluster.Trainer(name);
        await cluster.SubmitAsync(search, Cancel, 1);
        await cluster.UntilAsync(
            "small", status => status.GetProperty("candidates").GetProperty("done").GetInt32() >= 1 && status.GetProperty("leases").GetInt32() == 2,
            Cancel, 1);
        return (coordinators, expected, journal);
    }

    private static void AssertNothingTwice(PostgresServer postgres)
    {
        postgres.AssertOneWriterAtATime();
        Assert.All(postgres.Events().OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
        Assert.True(postgres.Events().OfType<WriterStarted>().Count() >= 2);
    }
}
