using System.CommandLine;
using System.Text;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using Spectre.Console;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>`list`: the searches of a cluster and how they stand.</summary>
internal static class ListCommand
{
    public static Command Make(Terminal terminal)
    {
        var format = ClusterOptions.Format();
        var command = new Command("list", "Lists the searches of a cluster.") { format };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            using var client = cluster.Client(parsed, terminal);
            var all = new List<StatusDocument>();
            foreach (var id in (await client.GetAsync<SearchesDocument>("searches", cancel)).Searches) all.Add(await client.GetAsync<StatusDocument>($"searches/{Uri.EscapeDataString(id)}", cancel));
            if (parsed.GetRequiredValue(format) == "json") terminal.Out.Write(Encoding.UTF8.GetString(DocumentJson.Write(all)));
            else terminal.Console.Write(Table(all));
            return ExitCode.Finished;
        }));
        return command;
    }

    private static Table Table(List<StatusDocument> searches)
    {
        var table = Tables.Of(("search", false), ("status", false), ("level", true), ("done", true), ("of at most", true), ("running", true), ("epochs", true), ("front", true), ("hypervolume", true));
        foreach (var search in searches)
        {
            table.AddRow([.. new[]
            {
                search.Search, search.Status, Text($"{search.Level} of {search.Plan.Levels}"), Text($"{search.Candidates.Done:N0}"), Text($"{search.Plan.Candidates:N0}"),
                Text($"{search.Candidates.Running:N0}"), Text($"{search.EpochsDone:N0}"), Text($"{search.Front:N0}"), Text($"{search.Hypervolume:0.0000}"),
            }.Select(cell => new Markup(Markup.Escape(cell)))]);
        }
        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>`trainers`: the trainers of a cluster and what their slots work at.</summary>
internal static class TrainersCommand
{
    public static Command Make(Terminal terminal)
    {
        var format = ClusterOptions.Format();
        var command = new Command("trainers", "Lists the trainers of a cluster, their devices, and what their slots work at.") { format };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            using var client = cluster.Client(parsed, terminal);
            var answer = await client.GetAsync("trainers", cancel);
            if (parsed.GetRequiredValue(format) == "json") terminal.Out.Write(Encoding.UTF8.GetString(answer));
            else terminal.Console.Write(Table(DocumentJson.Read<TrainersDocument>(answer).Trainers));
            return ExitCode.Finished;
        }));
        return command;
    }

    private static Table Table(IReadOnlyList<TrainerDocument> trainers)
    {
        var table = Tables.Of(("trainer", false), ("device", false), ("memory, GB", true), ("load", true), ("computes with", false), ("slots", true), ("works at", false));
        foreach (var trainer in trainers)
        {
            string[] cells =
            [
                trainer.Name, trainer.Device ?? "", trainer.MemoryBytes is > 0 and { } bytes ? Text($"{bytes / 1e9:0.0}") : "", trainer.Load is { } load ? Text($"{load:0.00}") : "",
                $"{trainer.Engine}, {trainer.Vector}", Text($"{trainer.Slots}"), trainer.Held == 0 ? "idle" : string.Join('\n', trainer.Work.Select(work => $"{work.Search} {work.Work}")),
            ];
            table.AddRow([.. cells.Select(cell => new Markup(Markup.Escape(cell)))]);
        }
        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
