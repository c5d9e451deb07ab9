using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>Warnings and errors as one line each to standard error; everything else is dropped.</summary>
internal sealed partial class StderrLogger : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var line = AkkaPrefix().Replace(formatter(state, exception), "");
        if (exception is not null) line = $"{line}: {exception.GetBaseException().Message}";
        // Akka puts the stack trace into its text.
        var stack = line.IndexOf("   at ", StringComparison.Ordinal);
        if (stack > 0) line = line[..stack];
        Console.Error.WriteLine($"{(logLevel >= LogLevel.Error ? "error" : "warning")}: {line.ReplaceLineEndings(" ").TrimEnd()}");
    }

    public void Dispose() { }

    /// <summary>Level, time, thread and address of the actor, which Akka puts before its texts.</summary>
    [GeneratedRegex(@"^(\[[A-Z]+\])\[[^\]]*\]\[Thread [^\]]*\]\[[^\]]*\] ?")]
    private static partial Regex AkkaPrefix();
}
