using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>The format of a line of the log.</summary>
public enum LogFormat
{
    /// <summary>Level and message.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>
/// Writes one line each to standard error, text or JSON: warnings and errors, and below these the lines of our own actors. Akka's own actors (under /system)
/// log each of their messages at that level. <see cref="RemotingNoise"/> is for debugging.
/// </summary>
internal sealed partial class StderrLogger(LogLevel least, LogFormat format = LogFormat.Text, string category = "") : ILoggerProvider, ILogger
{
    /// <summary>The host's event for a failure that it also throws: the command that starts the host reports it.</summary>
    private const string StartFailed = "HostedServiceStartupFaulted";

    public ILogger CreateLogger(string categoryName) => new StderrLogger(least, format, categoryName);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || eventId.Name == StartFailed) return;
        var named = state as IEnumerable<KeyValuePair<string, object>>;
        if (logLevel < LogLevel.Warning && named?.Any(IsOurActor) != true) return;
        var line = AkkaPrefix().Replace(formatter(state, exception), "").ReplaceLineEndings(" ");
        if (RemotingNoise.Is(SourceOf(state, named), line)) logLevel = LogLevel.Debug;
        if (!IsEnabled(logLevel)) return;
        if (exception is not null) line = $"{line}: {exception.GetBaseException().Message}";
        // Akka puts the stack trace into its text.
        var stack = line.IndexOf("   at ", StringComparison.Ordinal);
        if (stack > 0) line = line[..stack];
        var message = line.ReplaceLineEndings(" ").TrimEnd();
        var level = JsonLine.NameOf(logLevel);
        Console.Error.WriteLine(format == LogFormat.Json
            ? JsonLine.Of(level, message, category, named, exception)
            : PlainText.Of($"{level}: {message}"));
    }

    public void Dispose() { }

    private static string SourceOf(object? state, IEnumerable<KeyValuePair<string, object>>? named) => state is Akka.Event.LogEvent akka
        ? akka.LogSource
        : named?.FirstOrDefault(pair => pair.Key == JsonLine.LogSource).Value?.ToString() ?? "";

    private static bool IsOurActor(KeyValuePair<string, object> named) =>
        named.Key is JsonLine.LogSource or JsonLine.ActorPath && named.Value?.ToString()?.Contains("/user/", StringComparison.Ordinal) == true;

    /// <summary>Level, time, thread and address of the actor, which Akka puts before its texts.</summary>
    [GeneratedRegex(@"^(\[[A-Z]+\])\[[^\]]*\]\[Thread [^\]]*\]\[[^\]]*\] ?")]
    private static partial Regex AkkaPrefix();
}
