using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>
/// One line each to standard error: warnings and errors, and below these what actors of our own say. Akka's own actors (under /system) tell of every
/// message of theirs when asked for that level.
/// </summary>
internal sealed partial class StderrLogger(LogLevel least) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var text = formatter(state, exception);
        if (logLevel < LogLevel.Warning && !text.Contains("/user/", StringComparison.Ordinal)) return;
        if (TlsLines.Of(AkkaPrefix().Replace(text, "").ReplaceLineEndings(" ")) is not { } line) return;
        if (exception is not null) line = $"{line}: {exception.GetBaseException().Message}";
        // Akka puts the stack trace into its text.
        var stack = line.IndexOf("   at ", StringComparison.Ordinal);
        if (stack > 0) line = line[..stack];
        Console.Error.WriteLine($"{(logLevel >= LogLevel.Error ? "error" : logLevel == LogLevel.Warning ? "warning" : "info")}: {line.ReplaceLineEndings(" ").TrimEnd()}");
    }

    public void Dispose() { }

    /// <summary>Level, time, thread and address of the actor, which Akka puts before its texts.</summary>
    [GeneratedRegex(@"^(\[[A-Z]+\])\[[^\]]*\]\[Thread [^\]]*\]\[[^\]]*\] ?")]
    private static partial Regex AkkaPrefix();
}
