using System.Text.RegularExpressions;
using ActorSearch.Coordinator.Journal;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>The memory of a run does not grow with the candidates it has trained.</summary>
public sealed partial class MemoryTests
{
    /// <summary>
    /// Megabytes between the least memory around a third of the candidates and the least around the last ones (measured: 3 and 4; the
    /// garbage collector moves single readings by 30). One buffer of the network (1.1 MB) that every session left behind would be 55.
    /// </summary>
    private const int Allowed = 30;

    [Fact]
    public async Task Resident_memory_is_flat_over_a_hundred_candidates()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("resident memory is read from /proc");
        using var search = new TinySearch("512, 512", candidates: 100);
        var memory = new List<(int Level, double Megabytes)>();
        using var process = ActorSearchProcess.Start(["run", search.SearchFile, "--out", search.Out("a"), "--slots", "2"], (id, line) =>
        {
            // One line a level: its candidates are proposed, those of the levels before are trained.
            if (Level().Match(line) is { Success: true } match) memory.Add((int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), Resident(id)));
        });
        var (code, _, error) = await process.EndAsync(TestContext.Current.CancellationToken);
        Assert.True(code == 0, error);
        Assert.Equal(100, JournalFile.Events(search.Journal("a")).OfType<RunCompleted>().Count());

        double Least(int from, int to) => memory.Where(m => m.Level >= from && m.Level <= to).Min(m => m.Megabytes);
        var levels = memory.Select(m => string.Create(CultureInfo.InvariantCulture, $"level {m.Level}: {m.Megabytes:F0} MB"));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", levels));
        var (early, late) = (Least(3, 5), Least(8, 10)); // before level 3 the process still grows into its work
        Assert.True(late - early < Allowed, $"{early:F0} MB at levels 3 to 5, {late:F0} MB at levels 8 to 10");
    }

    /// <summary>Anonymous memory: what the process took, without the files that are mapped.</summary>
    private static double Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    [GeneratedRegex(@"^level (\d+) of 10:")]
    private static partial Regex Level();
}
