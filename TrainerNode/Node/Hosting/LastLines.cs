using Akka.Event;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>
/// Replaces Akka's logger of standard output (cluster.hocon). That logger's level is off, but when the system stops, Akka passes it all lines that are left in
/// the mailboxes of other loggers, at every level. This class sends them to standard error in the node's format, like all earlier lines.
/// </summary>
/// <remarks>Akka creates it without arguments. The target is therefore static: one for the process, like standard error itself.</remarks>
public sealed class LastLines : MinimalLogger
{
    internal static ILogger Target { get; set; } = NullLogger.Instance;

    /// <inheritdoc/>
    protected override void Log(object message)
    {
        // Akka's levels are debug, info, warning and error; the other ones have trace before these.
        if (message is LogEvent line)
            Target.Log(1 + (Microsoft.Extensions.Logging.LogLevel)line.LogLevel(), default, line, line.Cause, (text, _) => text.ToString());
    }
}
