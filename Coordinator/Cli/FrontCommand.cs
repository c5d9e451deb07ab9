using System.CommandLine;
using System.Text;
using ActorSearch.Coordinator.Cli.Cluster;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Runs;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`front DIR|SEARCH`: the front of a run, finished or not, from its journal, or of a search of a cluster.</summary>
internal static class FrontCommand
{
    public static Command Make(Terminal terminal)
    {
        var place = Options.DirOrSearch();
        var format = new Option<string>("--format") { Description = "table (default), json, or csv (of a run's folder).", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        var command = new Command("front", "Shows the front of a run, or of a search of a cluster.") { place, format };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            var (what, how) = (parsed.GetRequiredValue(place), parsed.GetRequiredValue(format));
            if (Place.IsFolder(what))
            {
                var state = new RunDirectory(what).Read();
                if (how == "csv") terminal.Out.Write(CandidatesFile.FrontCsv(state));
                else Show(terminal, FrontFile.Json(state), how);
                return ExitCode.Finished;
            }
            if (how == "csv") throw new BadInputException($"--format: csv is for the folder of a run, and there is no folder {what}");
            using var client = cluster.Client(parsed, terminal);
            Show(terminal, await client.GetAsync($"searches/{ClusterOptions.PathOf(what)}/front.json", cancel), how);
            return ExitCode.Finished;
        }));
        return command;
    }

    public static void Show(Terminal terminal, byte[] front, string format)
    {
        if (format == "json") terminal.Out.Write(Encoding.UTF8.GetString(front));
        else terminal.Console.Write(FrontTable.Of(DocumentJson.Read<FrontDocument>(front), terminal.Console.Profile.Width));
    }
}
