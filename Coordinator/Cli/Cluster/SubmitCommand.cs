using System.CommandLine;
using System.Text;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>`submit FILE`: starts the search of a file in a cluster, or continues it with larger budgets.</summary>
internal static class SubmitCommand
{
    public static Command Make(Terminal terminal)
    {
        var id = Options.Text("--id", "SEARCH", "Search name (default: `name` in the file).");
        var format = ClusterOptions.Format();
        var command = new Command("submit", "Starts a search in a cluster, or continues it with larger budgets.") { id, format };
        var file = SearchFile.AddTo(command, terminal);
        return ClusterOptions.Command(command, terminal, async (client, parsed, cancel) =>
        {
            var name = parsed.GetValue(id);
            if (name is not null && !SearchId.IsValid(name)) throw new BadInputException($"--id: {name} is not {SearchId.Rule}");
            var path = name is null ? "searches" : $"searches?id={Uri.EscapeDataString(name)}";
            OrderCommands.Show(terminal, await client.PostAsync(path, Text(file(parsed)), cancel), parsed.GetRequiredValue(format));
        });
    }

    /// <summary>The file as it takes effect, with an absolute path to its data: coordinators have another working folder.</summary>
    private static string Text(SearchFile file) => file.Spec.Data.Path is not { } path ? file.Text
        : SpecReader.ReadOrThrow(file.Text, file.File, [$"data.path='{Path.GetFullPath(path).Replace("'", "''", StringComparison.Ordinal)}'"]).EffectiveYaml;
}

/// <summary>`pause | resume | cancel SEARCH`.</summary>
internal static class OrderCommands
{
    public static Command Pause(Terminal terminal) => Make(terminal, "pause", "Pauses a search of a cluster; trainers return running work with a checkpoint.");

    public static Command Resume(Terminal terminal) => Make(terminal, "resume", "Resumes a search that was paused.");

    public static Command Cancel(Terminal terminal) => Make(terminal, "cancel", "Ends a search of a cluster for good.");

    public static void Show(Terminal terminal, byte[] answer, string format)
    {
        terminal.Warn(DocumentJson.Read<OrderDocument>(answer).Warnings ?? []);
        terminal.Show<OrderDocument>(answer, format, order => terminal.Out.WriteLine($"search {order.Search}: {order.Status}"));
    }

    private static Command Make(Terminal terminal, string name, string description)
    {
        var (search, format) = (ClusterOptions.Search(), ClusterOptions.Format());
        return ClusterOptions.Command(new(name, description) { search, format }, terminal, async (client, parsed, cancel) =>
        {
            var path = ClusterOptions.PathOf(parsed.GetRequiredValue(search));
            Show(terminal, await client.PostAsync($"{path}/{name}", null, cancel), parsed.GetRequiredValue(format));
        });
    }
}
