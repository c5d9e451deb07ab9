using System.CommandLine;

namespace ActorSearch.Coordinator.Cli;

/// <summary>What commands do when they are called; errors become exit codes (<see cref="ExitCode"/>).</summary>
internal static class Actions
{
    /// <param name="action">Returns the exit code.</param>
    public static Command Does(this Command command, Terminal terminal, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, () => action(parsed, cancel)));
        return command;
    }

    /// <summary>The exit code is 0 unless the action throws.</summary>
    public static Command Does(this Command command, Terminal terminal, Func<ParseResult, CancellationToken, Task> action) =>
        command.Does(terminal, async (parsed, cancel) =>
        {
            await action(parsed, cancel);
            return ExitCode.Finished;
        });

    /// <summary>The exit code is 0 unless the action throws.</summary>
    public static Command Does(this Command command, Terminal terminal, Action<ParseResult, CancellationToken> action) =>
        command.Does(terminal, (parsed, cancel) =>
        {
            action(parsed, cancel);
            return Task.CompletedTask;
        });
}
