using ActorSearch.Coordinator.Journal;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Cluster.Tests;

/// <summary>Machines that share no folder: files travel over the coordinators' HTTP, and the front is the one of a run in one process.</summary>
[Collection("failovers")]
public sealed class NothingSharedTests
{
    private const string Token = "a-token-of-the-tests";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_trainers_of_one_coordinator_have_their_files_from_its_store()
    {
        using var cluster = new TestCluster(shared: false, extra: ["--token", Token]);
        var expected = await Standalone.FrontAsync(TestCluster.Search());
        await cluster.CoordinatorAsync(0, Cancel);
        foreach (var name in new[] { "t0", "t1" }) cluster.Trainer(name);
        await cluster.SubmitAsync(TestCluster.Search(), Cancel, token: Token);
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel, token: Token));
        Assert.False(Directory.Exists(cluster.Checkpoints));
        foreach (var name in new[] { "t0", "t1" }) Assert.NotEmpty(Files(Path.Combine(cluster.Folder, $"cache-{name}")));
        AssertWhole(JournalFile.Peek(cluster.JournalFile), cluster.CheckpointsOf(0));
    }

    [Fact]
    public async Task A_coordinator_that_dies_with_its_disk_takes_no_file_with_it()
    {
        using var postgres = PostgresServer.Shared();
        using var cluster = new TestCluster(3, shared: false);
        var search = TestCluster.Search(maxCandidates: 16);
        var expected = await Standalone.FrontAsync(search);
        string[] journal = ["--journal", "postgres", "--connection", postgres.ConnectionString];
        var coordinators = await cluster.CoordinatorsAsync(Cancel, journal);
        foreach (var name in new[] { "t0", "t1" }) cluster.Trainer(name);
        await cluster.SubmitAsync(search, Cancel, 2);
        await cluster.UntilAsync("small", status => status.GetProperty("candidates").GetProperty("done").GetInt32() >= 3, Cancel, 2);

        await coordinators[0].KillAsync(Cancel);
        Assert.NotEmpty(Files(cluster.CheckpointsOf(0)));
        Directory.Delete(cluster.CheckpointsOf(0), recursive: true);
        await cluster.AnswersAsync("small", 1, Cancel);
        coordinators[0] = await cluster.CoordinatorAsync(0, Cancel, journal);

        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel, 1));
        var events = postgres.Events();
        Assert.All(events.OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
        Assert.Empty(events.OfType<AttemptFailed>());
        AssertWhole(events.Aggregate(SearchState.Empty, SearchEffects.Apply), cluster.CheckpointsOf(0), cluster.CheckpointsOf(1), cluster.CheckpointsOf(2));
    }

    /// <summary>Every ticket of the front is in some of the folders, and its scores in as many as a file has to be in.</summary>
    private static void AssertWhole(SearchState state, params string[] folders)
    {
        Assert.NotEmpty(state.Front.Members);
        foreach (var run in state.Front.Members.SelectMany(member => state[member.Id].Runs))
            Assert.Contains(folders.SelectMany(Files), file => Path.GetFileNameWithoutExtension(file) == run.Result!.Ticket.Sha256);
        foreach (var member in state.Front.Members)
        {
            var scores = state[member.Id].Test!.Scores!.Sha256;
            var holders = folders.Count(folder => Files(folder).Any(file => Path.GetFileNameWithoutExtension(file) == scores));
            Assert.True(holders >= Math.Min(2, folders.Length));
        }
    }

    private static string[] Files(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors", SearchOption.AllDirectories) : [];
}
