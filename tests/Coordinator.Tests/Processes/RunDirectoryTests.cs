using ActorSearch.Coordinator.Journal;
using ActorSearch.Search.Objectives;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>What a run's folder takes and refuses: other searches, second runs, larger budgets, damage.</summary>
public sealed class RunDirectoryTests
{
    [Fact]
    public async Task Larger_budgets_continue_the_search_and_come_to_the_front_of_a_fresh_run()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(9);
        string[] larger = ["--set", "search.max_candidates=14", "--set", "search.width=4"];
        await Finished(["run", search.SearchFile, "--out", search.Out("a")], cancel);
        var trainedBefore = Completed(search, "a");
        await Finished(["run", search.SearchFile, "--out", search.Out("a"), .. larger], cancel);
        await Finished(["run", search.SearchFile, "--out", search.Out("b"), .. larger], cancel);
        Assert.Equal(search.Front("b"), search.Front("a"));
        Assert.Equal(trainedBefore.Count, trainedBefore.Intersect(Completed(search, "a")).Count());
        Assert.Equal(Completed(search, "a").Count, Completed(search, "a").Distinct().Count());
    }

    [Fact]
    public async Task Damaged_tickets_are_trained_again_and_the_front_stays_the_same()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(9);
        string[] larger = ["--set", "search.max_candidates=14"];
        await Finished(["run", search.SearchFile, "--out", search.Out("a")], cancel);
        foreach (var file in Directory.GetFiles(Path.Combine(search.Out("a"), "checkpoints"), "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        }
        await Finished(["run", search.SearchFile, "--out", search.Out("a"), .. larger], cancel);
        await Finished(["run", search.SearchFile, "--out", search.Out("b"), .. larger], cancel);
        Assert.Equal(search.Front("b"), search.Front("a"));
    }

    [Fact]
    public async Task A_finished_search_whose_tickets_were_deleted_says_so()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(4);
        var whole = await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out("a")], cancel);
        Assert.Equal(0, whole.Code);
        Assert.DoesNotContain("gone", whole.Error, StringComparison.Ordinal);
        var front = search.Front("a");
        Directory.Delete(Path.Combine(search.Out("a"), "checkpoints"), recursive: true);
        var (code, _, error) = await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out("a")], cancel);
        Assert.Equal(0, code);
        Assert.Single(
            error.Split('\n'),
            line => line.StartsWith("warning: ", StringComparison.Ordinal) && line.Contains("of the front are gone", StringComparison.Ordinal));
        Assert.Equal(front, search.Front("a"));
    }

    [Fact]
    public async Task Another_search_a_second_run_and_a_damaged_journal_are_refused_with_one_line()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(4);
        await Finished(["run", search.SearchFile, "--out", search.Out("a")], cancel);

        await Refused("train.epochs", ["run", search.SearchFile, "--out", search.Out("a"), "--set", "train.epochs=5"], cancel);
        await Refused("seed", ["run", search.SearchFile, "--out", search.Out("a"), "--set", "search.seed=12"], cancel);
        await Refused("max_candidates", ["run", search.SearchFile, "--out", search.Out("a"), "--set", "search.max_candidates=3"], cancel);

        string[] endless = ["--set", "train.epochs=1000"];
        using (var first = ActorSearchProcess.Start(["run", search.SearchFile, "--out", search.Out("busy"), .. endless]))
        {
            await first.UntilAsync(Path.Combine(search.Out("busy"), "journal.db"), events => events.Count > 0, cancel);
            await Refused("another", ["run", search.SearchFile, "--out", search.Out("busy"), .. endless], cancel);
            first.Interrupt();
            Assert.Equal(130, (await first.EndAsync(cancel)).Code);
        }

        var file = Path.Combine(search.Out("a"), "journal.db");
        var good = File.ReadAllBytes(file);
        foreach (var (from, to) in new[] { (0, 16), (4096, 8192) })
        {
            var bad = (byte[])good.Clone();
            bad.AsSpan(from, to - from).Fill(0x5A);
            File.WriteAllBytes(file, bad);
            foreach (var side in new[] { "-wal", "-shm" }) File.Delete(file + side);
            await Refused("journal.db", ["run", search.SearchFile, "--out", search.Out("a")], cancel);
            await Refused("journal.db", ["front", search.Out("a")], cancel);
            Assert.Equal(bad, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public async Task Front_show_and_plot_read_a_run_and_name_a_candidate_that_is_not_there()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(4);
        await Finished(["run", search.SearchFile, "--out", search.Out("a")], cancel);
        Assert.Equal(search.Front("a"), System.Text.Encoding.UTF8.GetBytes((await Finished(["front", search.Out("a"), "--format", "json"], cancel))));
        Assert.StartsWith("candidate,parent,level", await Finished(["front", search.Out("a"), "--format", "csv"], cancel), StringComparison.Ordinal);
        Assert.Contains("hypervolume", await Finished(["front", search.Out("a")], cancel), StringComparison.Ordinal);
        var shown = await Finished(["show", search.Out("a"), "root"], cancel);
        Assert.Contains("conv1.weight", shown, StringComparison.Ordinal);
        Assert.Contains("val AUC", shown, StringComparison.Ordinal);
        await Refused("zzzz", ["show", search.Out("a"), "zzzz"], cancel);
        Assert.Equal(9, (await Finished(["plot", search.Out("a"), "--to", search.Out("pictures")], cancel)).Split('\n').Length);
        Assert.Equal(8, Directory.GetFiles(search.Out("pictures")).Length);
        await Refused("zzzz", ["plot", search.Out("a"), "--to", search.Out("pictures"), "--candidate", "zzzz"], cancel);
        foreach (var name in new[] { "search.yaml", "journal.db", "candidates.csv", "front.json", "front.png" })
            Assert.True(File.Exists(Path.Combine(search.Out("a"), name)), name);
    }

    private static async Task<string> Finished(string[] args, CancellationToken cancel)
    {
        var (code, output, error) = await ActorSearchProcess.RunAsync(args, cancel);
        Assert.True(code == 0, $"exit code {code}: {error}");
        return output;
    }

    private static async Task Refused(string expected, string[] args, CancellationToken cancel)
    {
        var (code, _, error) = await ActorSearchProcess.RunAsync(args, cancel);
        Assert.True(code == 2, $"exit code {code}: {error}");
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var problem = Assert.Single(lines, line => !line.StartsWith("warning:", StringComparison.Ordinal));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    private static List<RunId> Completed(SmallSearch search, string name) =>
        [.. JournalFile.Events(Path.Combine(search.Out(name), "journal.db")).OfType<RunCompleted>().Select(e => e.Run)];
}
