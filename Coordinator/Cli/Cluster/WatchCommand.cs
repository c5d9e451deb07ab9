using System.CommandLine;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>`watch SEARCH`: shows a search of a cluster until it ends, then its front. Continues by itself when coordinators stop and start.</summary>
internal static class WatchCommand
{
    public static Command Make(Terminal terminal)
    {
        var (search, format) = (ClusterOptions.Search(), ClusterOptions.Format("table (default), or json: a line for everything that changes."));
        var command = new Command("watch", "Follows a search of a cluster until it finishes, then prints its front.") { search, format };
        var cluster = ClusterOptions.AddTo(command);
        return command.Does(terminal, async (parsed, _) =>
        {
            using var interrupt = new StopSignals(terminal.Error, "stopping; the search continues", ExitCode.Interrupted);
            using var client = cluster.Client(parsed, terminal);
            try
            {
                var view = new WatchView(terminal, client, parsed.GetRequiredValue(format));
                var isFinished = await view.FollowAsync(ClusterOptions.PathOf(parsed.GetRequiredValue(search)), interrupt.Token);
                return isFinished ? ExitCode.Finished : ExitCode.Failure;
            }
            catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        });
    }
}
