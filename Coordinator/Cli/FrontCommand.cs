using System.CommandLine;
using System.Text;
using ActorSearch.Coordinator.Cli.Cluster;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`front DIR|SEARCH`: the front of a run, finished or not, from its journal, or of a search of a cluster.</summary>
internal static class FrontCommand
{
    public static Command Make(Terminal terminal)
    {
        var format = Options.OneOf("--format", "table (default), json, or csv (of a run's folder).", "table", "csv", "json");
        var command = new Command("front", "Shows the front of a run, or of a search of a cluster.");
        var place = SearchPlace.AddTo(command, terminal);
        command.Add(format);
        return command.Does(terminal, async (parsed, cancel) =>
        {
            var how = parsed.GetRequiredValue(format);
            var front = await place.ReadAsync(
                parsed,
                run => how == "csv" ? Encoding.UTF8.GetBytes(CandidatesFile.FrontCsv(run.Read())) : FrontFile.Json(run.Read()),
                (client, search) => how == "csv"
                    ? throw new BadInputException($"--format: csv is for the folder of a run, and there is no folder {parsed.GetValue(place.Argument)}")
                    : client.GetAsync($"{search}/front.json", cancel));
            if (how == "csv") terminal.Out.Write(Encoding.UTF8.GetString(front));
            else terminal.Show<FrontDocument>(front, how, document => FrontTable.Write(terminal, document));
        });
    }
}
