using System.CommandLine;
using System.Text;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>`submit FILE`: starts the search of a file in a cluster, or continues it with larger budgets.</summary>
internal static class SubmitCommand
{
    public static Command Make(Terminal terminal)
    {
        var (file, data, set, format) = (Options.File(), Options.Data(), Options.Set(), ClusterOptions.Format());
        var id = new Option<string?>("--id") { Description = "Names the search; otherwise its file does.", HelpName = "SEARCH" };
        var command = new Command("submit", "Starts a search in a cluster, or continues it with larger budgets.") { file, id, data, set, format };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            if (parsed.GetValue(id) is { } given && !SearchId.IsValid(given)) throw new BadInputException($"--id: {given} is not {SearchId.Rule}");
            var text = Text(parsed.GetRequiredValue(file), parsed.GetRequiredValue(set), parsed.GetValue(data), terminal);
            using var client = cluster.Client(parsed, terminal);
            var answer = await client.PostAsync(parsed.GetValue(id) is { } name ? $"searches?id={Uri.EscapeDataString(name)}" : "searches", text, cancel);
            return OrderCommands.Show(terminal, answer, parsed.GetRequiredValue(format));
        }));
        return command;
    }

    /// <summary>The file as it takes effect, with an absolute path to its data: coordinators have another working folder.</summary>
    private static string Text(string file, string[] sets, string? data, Terminal terminal)
    {
        var read = SearchFile.Read(file, sets, data, terminal);
        if (read.Spec.Data.Path is not { } path) return read.Text;
        return SpecReader.ReadOrThrow(read.Text, file, [$"data.path='{Path.GetFullPath(path).Replace("'", "''", StringComparison.Ordinal)}'"]).EffectiveYaml;
    }
}

/// <summary>`pause | resume | cancel SEARCH`.</summary>
internal static class OrderCommands
{
    public static IEnumerable<Command> Make(Terminal terminal) =>
    [
        Make(terminal, "pause", "Pauses a search of a cluster; what runs is handed back with a checkpoint."),
        Make(terminal, "resume", "Goes on with a search that was paused."),
        Make(terminal, "cancel", "Ends a search of a cluster for good."),
    ];

    public static int Show(Terminal terminal, byte[] answer, string format)
    {
        var order = DocumentJson.Read<OrderDocument>(answer);
        foreach (var warning in order.Warnings ?? []) terminal.Error.WriteLine($"warning: {warning}");
        if (format == "json") terminal.Out.WriteLine(Encoding.UTF8.GetString(answer).TrimEnd());
        else terminal.Out.WriteLine($"search {order.Search}: {order.Status}");
        return ExitCode.Finished;
    }

    private static Command Make(Terminal terminal, string name, string description)
    {
        var (search, format) = (ClusterOptions.Search(), ClusterOptions.Format());
        var command = new Command(name, description) { search, format };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            using var client = cluster.Client(parsed, terminal);
            var path = $"searches/{ClusterOptions.PathOf(parsed.GetRequiredValue(search))}/{name}";
            return Show(terminal, await client.PostAsync(path, null, cancel), parsed.GetRequiredValue(format));
        }));
        return command;
    }
}
