using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>
/// A line of the log as one JSON object (docs/cluster.md). The console's own JSON formatter keeps Akka's prefix in the message, and puts the named values of a
/// message into an object of their own.
/// </summary>
internal static class JsonLine
{
    /// <summary>For a file or a pipe, not for a page: nothing but what JSON itself needs is escaped.</summary>
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Keys of Akka.Hosting's state of a message, which is internal.</summary>
    public const string ActorPath = "ActorPath", LogSource = "LogSource";

    private static readonly (string Key, string Member)[] Span = [("Akka.TraceId", "trace_id"), ("Akka.SpanId", "span_id")];

    public static string NameOf(LogLevel level) =>
        level >= LogLevel.Error ? "error" : level == LogLevel.Warning ? "warning" : level == LogLevel.Debug ? "debug" : "info";

    /// <param name="source">The origin of the line, unless the state names the actor.</param>
    /// <param name="state">The named values of the message, and Akka's own: actor, time, span.</param>
    public static string Of(string level, string message, string source, IEnumerable<KeyValuePair<string, object>>? state, Exception? exception)
    {
        var named = new Dictionary<string, object>();
        foreach (var (name, value) in state ?? []) named[name] = value;
        var line = new Dictionary<string, object?>
        {
            ["time"] = Time(named.GetValueOrDefault("Timestamp")).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["level"] = level,
            ["message"] = message,
            ["source"] = named.GetValueOrDefault(LogSource)?.ToString() ?? source,
        };
        foreach (var (name, value) in named.Where(pair => !IsAkkas(pair.Key)).SelectMany(pair => Members(pair.Key, pair.Value))) line.TryAdd(name, value);
        foreach (var (key, member) in Span)
            if (named.GetValueOrDefault(key)?.ToString() is { } id) line[member] = id;
        if (exception is not null) line["exception"] = exception.ToString();
        return JsonSerializer.Serialize(line, Options);
    }

    /// <summary>A value of several parts becomes several members.</summary>
    private static (string Name, object? Value)[] Members(string name, object? value) => value switch
    {
        WorkId work => [("candidate", work.Candidate.Value), ("run", work.ToString())],
        SlotId slot => [("trainer", slot.Trainer), ("slot", slot.Index)],
        int or long => [(Member(name), value)],
        double number when double.IsFinite(number) => [(Member(name), number)],
        _ => [(Member(name), value?.ToString())],
    };

    private static string Member(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static DateTime Time(object? value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime,
        DateTime time => time.ToUniversalTime(),
        _ => DateTime.UtcNow,
    };

    /// <summary>What Akka adds; a template's values without a name are in the message alone.</summary>
    private static bool IsAkkas(string name) =>
        name is "" or ActorPath or "Timestamp" or "Thread" or LogSource || !char.IsLetter(name[0]) || name.StartsWith("Akka.", StringComparison.Ordinal);
}

/// <summary>Writes a process's own lines on standard error, `error: ...`, `warning: ...` or plain, as lines of the same kind.</summary>
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
