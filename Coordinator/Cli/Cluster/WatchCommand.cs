using System.CommandLine;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>`watch SEARCH`: shows a search of a cluster until it ends, then its front. Goes on by itself when coordinators come and go.</summary>
internal static class WatchCommand
{
    public static Command Make(Terminal terminal)
    {
        var (search, format) = (ClusterOptions.Search(), ClusterOptions.Format());
        format.Description = "table (default), or json: a line for everything that changes.";
        var command = new Command("watch", "Shows how a search of a cluster goes until it ends, then its front.") { search, format };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, _) => ExitCode.OfAsync(terminal, async () =>
        {
            using var interrupt = new StopSignals(terminal.Error, "stopping; the search goes on", ExitCode.Interrupted);
            using var client = cluster.Client(parsed, terminal);
            var (id, how) = (ClusterOptions.PathOf(parsed.GetRequiredValue(search)), parsed.GetRequiredValue(format));
            try
            {
                return await WatchAsync(terminal, client, id, how, interrupt.Token);
            }
            catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        }));
        return command;
    }

    private static async Task<int> WatchAsync(Terminal terminal, ClusterClient client, string id, string format, CancellationToken cancel)
    {
        StatusDocument? last = null;
        var view = new WatchView(terminal, client, format);
        try
        {
            await foreach (var (name, json) in new EventStream(client, $"searches/{id}/events").ReadAsync(cancel))
            {
                view.Show(name, json);
                if ((last = view.Status) is { Status: "finished" or "cancelled" }) break;
            }
        }
        finally
        {
            terminal.Live?.Clear();
        }
        if (format == "table") FrontCommand.Show(terminal, await client.GetAsync($"searches/{id}/front.json", cancel), format);
        return last is { Status: "finished" } ? ExitCode.Finished : ExitCode.Failure;
    }
}
