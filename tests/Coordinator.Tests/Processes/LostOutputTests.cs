using System.Diagnostics;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>Output that goes nowhere and a journal that is deleted meanwhile are each one line and exit code 1.</summary>
public sealed class LostOutputTests
{
    [Fact]
    public async Task A_closed_standard_output_is_told()
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("bash", ["-c", "exec \"$0\" completion bash >&-", Path.Combine(AppContext.BaseDirectory, "actorsearch")]);
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        Assert.Equal("failed: standard output is closed; send it to a file or to /dev/null\n", error);
        Assert.Equal(1, process.ExitCode);
    }

    [Fact]
    public async Task A_journal_that_is_deleted_during_a_run_is_told()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new SmallSearch(9);
        var journal = Path.Combine(search.Out("a"), "journal.db");
        using var process = ActorSearchProcess.Start("run", search.SearchFile, "--out", search.Out("a"));
        await process.UntilAsync(journal, events => events.OfType<Search.Deciding.RunCompleted>().Any(), cancel);
        File.Delete(journal);
        var (code, _, error) = await process.EndAsync(cancel);
        Assert.Equal(1, code);
        Assert.Contains($"failed: {journal}: was deleted or moved while the search ran", error, StringComparison.Ordinal);
    }
}
