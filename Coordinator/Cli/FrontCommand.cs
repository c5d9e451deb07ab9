using System.CommandLine;
using System.Text;
using ActorSearch.Coordinator.Results;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`front DIR`: the front of a run, finished or not, from its journal.</summary>
internal static class FrontCommand
{
    public static Command Make(Terminal terminal)
    {
        var dir = Options.Dir();
        var format = new Option<string>("--format") { Description = "table (default), csv or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        var command = new Command("front", "Shows the front of a run.") { dir, format };
        command.SetAction((parsed, _) => ExitCode.OfAsync(terminal, () => Task.FromResult(Show(terminal, parsed.GetRequiredValue(dir), parsed.GetRequiredValue(format)))));
        return command;
    }

    private static int Show(Terminal terminal, string dir, string format)
    {
        var state = new RunDirectory(dir).Read();
        switch (format)
        {
            case "json": terminal.Out.Write(Encoding.UTF8.GetString(FrontFile.Json(state))); break;
            case "csv": terminal.Out.Write(CandidatesFile.FrontCsv(state)); break;
            default: terminal.Console.Write(FrontTable.Of(state, terminal.Console.Profile.Width)); break;
        }
        return ExitCode.Finished;
    }
}
