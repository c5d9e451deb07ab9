using ActorSearch.Coordinator.Journal;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Randomness;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>Promise 1, with real processes: SIGKILL at random moments changes nothing. `tests/kill.sh` runs it with ten kills.</summary>
public sealed class KillAndResumeTests
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("ACTORSEARCH_TEST_KILLS"), out var kills) ? kills : 3;
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("ACTORSEARCH_TEST_SEED"), out var seed) ? seed : 1;

    [Theory]
    [InlineData("torch")]
    [InlineData("sparse")]
    public async Task A_run_killed_at_random_moments_and_resumed_has_the_front_of_an_undisturbed_run_and_repeats_nothing(string engine)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch();
        var undisturbed = await ActorSearchProcess.RunAsync(
            ["run", search.SearchFile, "--out", search.Out("undisturbed"), "--slots", "1", "--set", $"train.engine={engine}"], cancel);
        Assert.True(undisturbed.Code == 0, undisturbed.Error);

        var random = new CounterRandom(Seed, 0, 0, RandomPurpose.Sampling);
        var journal = Path.Combine(search.Out("killed"), "journal.db");
        var events = JournalFile.Events(Path.Combine(search.Out("undisturbed"), "journal.db")).Count;
        // By what the journal has come to, from before it is there to the last quarter, and up to half a second later, in the middle of whatever is done then.
        int[] moments = [.. Enumerable.Range(0, Kills).Select(_ => random.NextInt(events * 3 / 4)).Order()];
        foreach (var moment in moments)
        {
            using var process = ActorSearchProcess.Start(Arguments());
            await process.UntilAsync(journal, seen => seen.Count >= moment, cancel);
            Assert.False(await process.EndsWithinAsync(TimeSpan.FromSeconds(0.5 * random.NextDouble()), cancel), "the run ended before it was killed");
            process.Kill();
            await process.EndAsync(cancel);
        }
        var (code, _, error) = await ActorSearchProcess.RunAsync(Arguments(), cancel);
        Assert.True(code == 0, error);
        Assert.Equal(search.Front("undisturbed"), search.Front("killed"));
        NothingIsRepeated(JournalFile.Events(journal));

        string[] Arguments() => ["run", search.SearchFile, "--out", search.Out("killed"), "--slots", "2", "--set", $"train.engine={engine}"];
    }

    [Fact]
    public async Task One_slot_and_two_slots_give_the_same_front_and_the_same_file_again_only_reads()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(8);
        foreach (var slots in new[] { "1", "2" })
        {
            var (code, _, error) = await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out(slots), "--slots", slots], cancel);
            Assert.True(code == 0, error);
        }
        Assert.Equal(search.Front("1"), search.Front("2"));

        var before = JournalFile.Events(Path.Combine(search.Out("2"), "journal.db")).Count(e => e is not WriterStarted);
        var again = await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out("2")], cancel);
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(search.Front("1"), search.Front("2"));
        Assert.Equal(before, JournalFile.Events(Path.Combine(search.Out("2"), "journal.db")).Count(e => e is not WriterStarted));
    }

    [Fact]
    public async Task Ctrl_C_saves_everything_and_ends_with_130_and_the_same_command_continues_mid_epoch()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(8);
        var reference = await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out("a")], cancel);
        Assert.True(reference.Code == 0, reference.Error);

        using (var process = ActorSearchProcess.Start("run", search.SearchFile, "--out", search.Out("b")))
        {
            await process.UntilAsync(Path.Combine(search.Out("b"), "journal.db"), events => events.Any(e => e is CheckpointRecorded), cancel);
            process.Interrupt();
            var (code, _, error) = await process.EndAsync(cancel);
            Assert.True(code == 130, $"{code}: {error}");
            Assert.Contains("the same command continues", error, StringComparison.Ordinal);
        }
        var events = JournalFile.Events(Path.Combine(search.Out("b"), "journal.db"));
        Assert.Equal(events.OfType<LeaseGranted>().Count(), events.Count(e => e is LeaseEnded or RunCompleted or TestEvaluated));

        var resumed = await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out("b")], cancel);
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Equal(search.Front("a"), search.Front("b"));
    }

    /// <summary>
    /// Ctrl-C while data load, while the host starts, at the submission: whenever it comes, it is one line and 130, and the next run goes on.
    /// </summary>
    [Fact]
    public async Task Ctrl_C_at_any_moment_of_the_start_ends_with_130_and_no_stack_trace()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(4);
        var interrupted = 0;
        // Growing steps: a busy machine starts slowly, and the number of starts must stay small.
        for (var moment = TimeSpan.FromMilliseconds(300); ; moment *= 1.6)
        {
            using var process = ActorSearchProcess.Start("run", search.SearchFile, "--out", search.Out("a"));
            var ended = await process.EndsWithinAsync(moment, cancel);
            if (!ended) process.Interrupt();
            var (code, _, error) = await process.EndAsync(cancel);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            if (code == 0) break;
            Assert.True(code == 130, $"{code}: {error}");
            interrupted++;
        }
        Assert.True(interrupted > 0, "the run ended before it could be interrupted");
    }

    /// <summary>With a checkpoint at every epoch: each run completes once, and an attempt's first checkpoint is later than the last one before it.</summary>
    private static void NothingIsRepeated(IReadOnlyList<ISearchEvent> events)
    {
        Assert.All(events.OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
        Assert.All(events.OfType<TestEvaluated>().GroupBy(e => e.Candidate), candidate => Assert.Single(candidate));
        foreach (var run in events.OfType<CheckpointRecorded>().GroupBy(e => e.Work))
        {
            var positions = run.Select(e => (e.Checkpoint.Epoch, e.Checkpoint.Batch)).ToList();
            Assert.Equal(positions.Distinct().Order(), positions);
        }
    }
}
