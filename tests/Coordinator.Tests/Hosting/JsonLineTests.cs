using System.Text.Json;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>A line of the log as JSON; those of real processes are in Cluster.Tests.</summary>
public sealed class JsonLineTests
{
    [Fact]
    public void What_a_message_names_becomes_members_and_what_Akka_adds_becomes_source_time_and_span()
    {
        var state = new Dictionary<string, object>
        {
            ["ActorPath"] = "akka://x/user/a",
            ["Timestamp"] = new DateTimeOffset(2026, 11, 24, 12, 0, 0, 500, TimeSpan.FromHours(2)),
            ["Thread"] = 7,
            ["LogSource"] = "a-source",
            ["{OriginalFormat}"] = "a template",
            ["Akka.TraceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
            ["Akka.SpanId"] = "00f067aa0ba902b7",
            ["Akka.TraceFlags"] = "01",
            ["Search"] = new SearchId("s"),
            ["Run"] = WorkId.Test(new CandidateId("abc")),
            ["Attempt"] = 2,
            ["Slot"] = new SlotId("t", 3),
            ["Reason"] = "it \"said\"\nno",
            ["0"] = "without a name",
        };
        var line = JsonLine.Of("info", "a message", "a category", state, null);
        Assert.DoesNotContain('\n', line);
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(
            ["time", "level", "message", "source", "search", "candidate", "run", "attempt", "trainer", "slot", "reason", "trace_id", "span_id"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("2026-11-24T10:00:00.500Z", json.GetProperty("time").GetString());
        string? Text(string name) => json.GetProperty(name).GetString();
        int Number(string name) => json.GetProperty(name).GetInt32();
        Assert.Equal(("a-source", "s", "abc", "abc:test", 2), (Text("source"), Text("search"), Text("candidate"), Text("run"), Number("attempt")));
        Assert.Equal(("t", 3, "it \"said\"\nno"), (Text("trainer"), Number("slot"), Text("reason")));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (Text("trace_id"), Text("span_id")));
    }

    [Fact]
    public void What_a_process_says_itself_is_a_line_of_the_same_kind()
    {
        using var text = new StringWriter();
        using var lines = new JsonLineWriter(text);
        lines.WriteLine("error: a disk is full");
        lines.WriteLine("stopping");
        var written = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [("error", "a disk is full"), ("info", "stopping")],
            written.Select(line => (line.GetProperty("level").GetString()!, line.GetProperty("message").GetString()!)));
        Assert.All(written, line => Assert.Equal("process", line.GetProperty("source").GetString()));
    }
}
