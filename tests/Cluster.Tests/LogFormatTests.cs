using System.Text.Json;

namespace ActorSearch.Cluster.Tests;

/// <summary>`log-format: json`: each line on standard error is an object, and says of which search, candidate, run and attempt it is.</summary>
[Collection("processes")]
public sealed class LogFormatTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_of_coordinator_and_trainer_are_objects_with_search_candidate_and_attempt()
    {
        var since = DateTimeOffset.UtcNow.AddSeconds(-1);
        using var cluster = new TestCluster(extra: ["--log", "info", "--log-format", "json"]);
        // The coordinator's traces go to a collector that is not there: what belongs to a trace says so all the same.
        var coordinator = await cluster.TracingCoordinatorAsync(Cancel);
        var trainer = cluster.Trainer("t0");
        await cluster.SubmitAsync(TestCluster.Search(maxCandidates: 2), Cancel);
        await cluster.FinishedFrontAsync("small", Cancel);
        await trainer.PrintsAsync("RunFinished", Cancel);
        trainer.Signal("-TERM");
        Assert.Equal(0, await trainer.EndAsync(Cancel));

        var lease = Lines(coordinator, since).First(line => Message(line).Contains(" is given to ", StringComparison.Ordinal));
        Assert.Equal(
            ("small", 1, "t0", 0),
            (Text(lease, "search"), lease.GetProperty("attempt").GetInt32(), Text(lease, "trainer"), lease.GetProperty("slot").GetInt32()));
        Assert.Equal($"{Text(lease, "candidate")}#0", Text(lease, "run"));
        Assert.Equal($"small {Text(lease, "run")} attempt 1 is given to t0/0", Message(lease));
        Assert.Contains("/user/", Text(lease, "source"), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", Text(lease, "trace_id"));
        Assert.Matches("^[0-9a-f]{16}$", Text(lease, "span_id"));

        var lines = Lines(trainer, since);
        foreach (var what in new[] { " begins on ", " trained epoch 1 on ", " ended on " })
        {
            var line = lines.First(line => Message(line).Contains(what, StringComparison.Ordinal));
            Assert.Equal(
                ("small", Text(lease, "candidate"), Text(lease, "run"), 1),
                (Text(line, "search"), Text(line, "candidate"), Text(line, "run"), line.GetProperty("attempt").GetInt32()));
            Assert.Equal(("t0", 0), (Text(line, "trainer"), line.GetProperty("slot").GetInt32()));
        }
        Assert.Equal(1, lines.First(line => Message(line).Contains(" trained epoch ", StringComparison.Ordinal)).GetProperty("epoch").GetInt32());
        // The trainer's are not collected.
        Assert.All(lines, line => Assert.False(line.TryGetProperty("trace_id", out _)));
    }

    private static JsonElement Parsed(string line)
    {
        Assert.True(line.StartsWith('{'), $"not an object: '{line}'");
        return JsonDocument.Parse(line).RootElement;
    }

    private static string Message(JsonElement line) => Text(line, "message");

    private static string Text(JsonElement line, string member) => line.GetProperty(member).GetString()!;

    /// <summary>All but those of standard output, which stay text.</summary>
    private static List<JsonElement> Lines(NodeProcess node, DateTimeOffset since)
    {
        string[] output = ["data roots:", "HTTP at", "up:", "active:"];
        var lines = node.Output.Split('\n').Where(line => !output.Any(start => line.StartsWith(start, StringComparison.Ordinal))).Select(Parsed).ToList();
        Assert.All(lines, line =>
        {
            Assert.Contains(Text(line, "level"), new[] { "info", "warning", "error" });
            Assert.EndsWith("Z", Text(line, "time"), StringComparison.Ordinal);
            Assert.InRange(DateTimeOffset.Parse(Text(line, "time"), CultureInfo.InvariantCulture), since, DateTimeOffset.UtcNow);
            Assert.NotEqual("", Text(line, "source"));
        });
        return lines;
    }
}
