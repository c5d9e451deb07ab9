using System.CommandLine;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`coordinator`: makes this process a coordinator of a cluster until a signal stops it (docs/cluster.md).</summary>
internal static class CoordinatorCommand
{
    public static Command Make(Terminal terminal)
    {
        var command = new Command("coordinator", "Runs a coordinator of a cluster; trainers are processes of their own (actorsearch-trainer).");
        var settings = NodeSettings.AddTo(command, NodeRole.Coordinator);
        return command.Does(terminal, async (parsed, _) =>
        {
            var options = settings(parsed).Options();
            var error = options.Lines(terminal.Error);
            using var signals = new StopSignals(error, "stopping (once more: stop at once)", ExitCode.Failure);
            terminal.Out.WriteLine($"data roots: {options.DataRoots}");
            foreach (var warning in options.Warnings()) error.WriteLine($"warning: {warning}");
            return await CoordinatorHost.RunAsync(options, terminal.Out, error, signals.Token);
        });
    }
}
