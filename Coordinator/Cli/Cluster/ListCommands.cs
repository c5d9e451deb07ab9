using System.CommandLine;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>`list` and `trainers`: the searches and the trainers of a cluster.</summary>
internal static class ListCommands
{
    public static Command List(Terminal terminal)
    {
        var format = ClusterOptions.Format();
        return ClusterOptions.Command(new("list", "Lists the searches of a cluster.") { format }, terminal, async (client, parsed, cancel) =>
        {
            var all = new List<StatusDocument>();
            foreach (var id in (await client.GetAsync<SearchesDocument>("searches", cancel)).Searches)
                all.Add(await client.GetAsync<StatusDocument>($"searches/{Uri.EscapeDataString(id)}", cancel));
            terminal.Show<List<StatusDocument>>(DocumentJson.Write(all), parsed.GetRequiredValue(format), searches => terminal.Table(
                [
                    ("search", false), ("status", false), ("level", true), ("done", true), ("of at most", true), ("running", true), ("epochs", true),
                    ("front", true), ("hypervolume", true),
                ],
                searches.Select(string[] (search) =>
                [
                    search.Search, search.Status, $"{search.Level} of {search.Plan.Levels}", $"{search.Candidates.Done:N0}", $"{search.Plan.Candidates:N0}",
                    $"{search.Candidates.Running:N0}", $"{search.EpochsDone:N0}", $"{search.Front:N0}", $"{search.Hypervolume:0.0000}",
                ])));
        });
    }

    public static Command Trainers(Terminal terminal)
    {
        var format = ClusterOptions.Format();
        const string Summary = "Lists the trainers of a cluster, their devices, and the current job of each slot.";
        return ClusterOptions.Command(new("trainers", Summary) { format }, terminal, async (client, parsed, cancel) =>
            terminal.Show<TrainersDocument>(await client.GetAsync("trainers", cancel), parsed.GetRequiredValue(format), answer => terminal.Table(
                [
                    ("trainer", false), ("device", false), ("memory, GB", true), ("load", true), ("numerics", false), ("slots", true), ("current job", false),
                ],
                answer.Trainers.Select(string[] (trainer) =>
                [
                    trainer.Name, trainer.Device ?? "", trainer.MemoryBytes is > 0 and { } bytes ? $"{bytes / 1e9:0.0}" : "", $"{trainer.Load:0.00}",
                    $"{trainer.Engine}, {trainer.Vector}", $"{trainer.Slots}",
                    trainer.Held == 0 ? "idle" : string.Join('\n', trainer.Work.Select(work => $"{work.Search} {work.Work}")),
                ]))));
    }
}
