using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>
/// A line of the log as one JSON object (docs/cluster.md): the console's own JSON formatter keeps Akka's prefix in the message, and what a message names in an object of its own.
/// </summary>
internal static class JsonLine
{
    /// <summary>For a file or a pipe, not for a page: nothing but what JSON itself needs is escaped.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Keys of Akka.Hosting's state of a message, which is internal.</summary>
    public const string ActorPath = "ActorPath", LogSource = "LogSource";

    private const string TraceId = "Akka.TraceId", SpanId = "Akka.SpanId";

    public static string NameOf(LogLevel level) =>
        level >= LogLevel.Error ? "error" : level == LogLevel.Warning ? "warning" : level == LogLevel.Debug ? "debug" : "info";

    /// <param name="source">Who says it, unless the state tells the actor.</param>
    /// <param name="state">What the message names, and what Akka knows of it: actor, time, span.</param>
    public static string Of(string level, string message, string source, IEnumerable<KeyValuePair<string, object>>? state, Exception? exception)
    {
        var named = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in state ?? []) named[name] = value;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", Time(named.GetValueOrDefault("Timestamp")).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", level);
            json.WriteString("message", message);
            json.WriteString("source", named.GetValueOrDefault(LogSource)?.ToString() ?? source);
            foreach (var (name, value) in named.Where(pair => !IsAkkas(pair.Key))) Write(json, name, value);
            if (named.GetValueOrDefault(TraceId)?.ToString() is { } trace) json.WriteString("trace_id", trace);
            if (named.GetValueOrDefault(SpanId)?.ToString() is { } span) json.WriteString("span_id", span);
            if (exception is not null) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>What stands for several things becomes several members.</summary>
    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case WorkId work:
                json.WriteString("candidate", work.Candidate.Value);
                json.WriteString("run", work.ToString());
                break;
            case SlotId slot:
                json.WriteString("trainer", slot.Trainer);
                json.WriteNumber("slot", slot.Index);
                break;
            case int or long:
                json.WriteNumber(Member(name), Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(Member(name), number);
                break;
            default:
                json.WriteString(Member(name), value?.ToString());
                break;
        }
    }

    private static string Member(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static DateTime Time(object? value) => value switch { DateTimeOffset time => time.UtcDateTime, DateTime time => time.ToUniversalTime(), _ => DateTime.UtcNow };

    /// <summary>What Akka adds; a template's values without a name are in the message alone.</summary>
    private static bool IsAkkas(string name) => name.Length == 0 || !char.IsLetter(name[0]) || name is ActorPath or "Timestamp" or "Thread" or LogSource || name.StartsWith("Akka.", StringComparison.Ordinal);
}

/// <summary>What a process says itself on standard error, `error: ...`, `warning: ...` or plain, as lines of the same kind.</summary>
internal sealed class JsonLineWriter(TextWriter lines) : TextWriter
{
    private static readonly string[] Levels = ["error", "warning"];

    private readonly StringBuilder _line = new();
    private readonly Lock _lock = new();

    public override Encoding Encoding => lines.Encoding;

    public override void Write(char value)
    {
        lock (_lock)
        {
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }
            var text = _line.ToString().TrimEnd('\r');
            _line.Clear();
            if (text.Length == 0) return;
            var level = Levels.FirstOrDefault(name => text.StartsWith(name + ": ", StringComparison.Ordinal));
            lines.WriteLine(JsonLine.Of(level ?? "info", level is null ? text : text[(level.Length + 2)..], "process", null, null));
        }
    }

    public override void Flush() => lines.Flush();
}
