using Akka.Event;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>
/// What Akka calls the logger of standard output (cluster.hocon). Its level is off, but what a logger has in its mailbox when the system stops goes there whatever the level:
/// those lines belong to standard error, in the node's format, as the ones before them.
/// </summary>
/// <remarks>Akka makes it itself, without arguments: hence a static target, which is the process's as standard error is.</remarks>
public sealed class LastLines : MinimalLogger
{
    internal static ILogger Target { get; set; } = NullLogger.Instance;

    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is LogEvent line) Target.Log(LevelOf(line.LogLevel()), default, line, line.Cause, (text, _) => text.ToString());
    }

    private static Microsoft.Extensions.Logging.LogLevel LevelOf(Akka.Event.LogLevel level) => level switch
    {
        Akka.Event.LogLevel.DebugLevel => Microsoft.Extensions.Logging.LogLevel.Debug,
        Akka.Event.LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
        Akka.Event.LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
        _ => Microsoft.Extensions.Logging.LogLevel.Error,
    };
}
