using System.Diagnostics;

namespace ActorSearch.Coordinator.Tests.Ops;

/// <summary>
/// What tests/run.sh makes of programs of tests that end well, fail, die or hang: tests/programs.sh with programs that print what xunit's do.
/// </summary>
public sealed class TestProgramsTests
{
    private const string Begin = "    A.One [STARTING]\n    A.One [BEGINS]\n    A.One [FINISHED] Time: 0.1s\n" +
        "    A.Two(x: \"[FAIL] 1\") [STARTING]\n    A.Two(x: \"[FAIL] 1\") [BEGINS]\n";

    private const string End = "    A.Two(x: \"[FAIL] 1\") [FINISHED] Time: 0.2s\n";

    private const string Totals = "=== TEST EXECUTION SUMMARY ===\n   A  Total: 2, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s\n";
    private const string FailedTotals = "=== TEST EXECUTION SUMMARY ===\n   A  Total: 3, Errors: 0, Failed: 1, Skipped: 1, Not Run: 0, Time: 1s\n";

    [Fact]
    public async Task All_is_well()
    {
        var (code, lines) = await RunAsync($"printf '%s' '{Begin}{End}{Totals}'");
        Assert.Equal("2 passed, 0 failed, 0 skipped", lines[^1]);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task A_failed_test_is_shown_as_it_comes_and_again_at_the_end_and_a_skipped_one_is_counted()
    {
        const string failed = "    A.Two(x: \"[FAIL] 1\") [FAIL]\n      It broke\n";
        const string skipped = "    A.Three [SKIP]\n      no graphics card\n    A.Three [FINISHED] Time: 0s\n";
        var (code, lines) = await RunAsync($"printf '%s' '{Begin}{failed}{End}{skipped}{FailedTotals}'; exit 1");
        Assert.Equal("1 passed, 1 failed, 1 skipped", lines[^1]);
        Assert.Equal("      It broke", lines[1]);
        Assert.Contains("      no graphics card", lines);
        Assert.Equal("  It broke", lines[^2]);
        Assert.Equal(1, code);
    }

    /// <summary>What a test, or a process that it started, prints may stand in the line that says how the test ended.</summary>
    [Theory]
    [InlineData("some output    A.Two(x: \"[FAIL] 1\") [FINISHED] Time: 0.2s\n", "Total: 2, Errors: 0, Failed: 0", "2 passed, 0 failed, 0 skipped", 0)]
    [InlineData("some output    A.Two(x: \"[FAIL] 1\") [FAIL]\n" + End, "Total: 2, Errors: 0, Failed: 1", "1 passed, 1 failed, 0 skipped", 1)]
    [InlineData("    A.Two(x: \"[FAIL] 1\") [FAIL]\n" + End, "Total: 2, Errors: 0, Failed: 0", "1 passed, 1 failed, 0 skipped", 1)]
    [InlineData(End, "Total: 6, Errors: 1, Failed: 0", "6 passed, 1 failed, 0 skipped", 1)]
    public async Task A_line_with_other_output_in_it_is_counted_by_the_programs_own_total(string end, string total, string expected, int ending)
    {
        var (code, lines) = await RunAsync($"printf '%s' '{Begin}{end}   A  {total}, Skipped: 0, Not Run: 0, Time: 1s\n'; exit {ending}");
        Assert.Equal(expected, lines[^1]);
        Assert.Equal(ending, code);
    }

    [Theory]
    [InlineData("kill -SEGV $$", "139 (SIGSEGV)")]
    [InlineData("kill -ABRT $$", "134 (SIGABRT)")]
    [InlineData("exit 3", "3")]
    public async Task A_program_that_dies_is_named_with_the_test_it_was_at_and_those_before_count(string death, string ending)
    {
        var (code, lines) = await RunAsync($"printf '%s' '{Begin}'; {death}", $"printf '%s' '{Begin}{End}{Totals}'");
        Assert.Equal("3 passed, 0 failed, 0 skipped, 1 crashed", lines[^1]);
        Assert.Contains($"crashed: P0 ended with {ending}, after 1 passed; in flight: A.Two(x: \"[FAIL] 1\")", lines);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_program_that_dies_after_its_totals_has_died_too()
    {
        var (code, lines) = await RunAsync($"printf '%s' '{Begin}{End}{Totals}'; kill -SEGV $$");
        Assert.Equal("2 passed, 0 failed, 0 skipped, 1 crashed", lines[^1]);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_program_that_falls_silent_is_stopped_with_all_that_it_started()
    {
        var child = Path.GetTempFileName();
        var (code, lines) = await RunAsync($"printf '%s' '{Begin}'; setsid sleep 1234 & echo $! > {child}; sleep 1234");
        Assert.Equal("1 passed, 0 failed, 0 skipped, 1 crashed", lines[^1]);
        const string told = "crashed: P0 ended with 137 (SIGKILL), stopped when silent for 2 s, after 1 passed; in flight: A.Two";
        Assert.Contains(lines, line => line.StartsWith(told, StringComparison.Ordinal));
        Assert.Equal(1, code);
        // Gone, or nothing left of it but its number.
        var commandLine = $"/proc/{File.ReadAllText(child).Trim()}/cmdline";
        Assert.True(!File.Exists(commandLine) || File.ReadAllText(commandLine).Length == 0);
        File.Delete(child);
    }

    private static async Task<(int Code, string[] Lines)> RunAsync(params string[] programs)
    {
        string[] script = [". tests/programs.sh", .. programs.Select((_, i) => $"run_program P{i} sh -c \"${i + 1}\""), "report_programs"];
        var start = new ProcessStartInfo("bash", ["-c", string.Join('\n', script), "run.sh", .. programs])
        {
            WorkingDirectory = Checkout.PathOf(),
            RedirectStandardOutput = true,
            Environment = { ["ACTORSEARCH_TEST_SILENCE"] = "2" },
        };
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (bash.ExitCode, output.TrimEnd().Split('\n'));
    }
}
