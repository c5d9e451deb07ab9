using System.CommandLine;
using ActorSearch.Coordinator.Hosting;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`rotate-keys`: what a coordinator made for itself becomes void.</summary>
internal static class RotateKeysCommand
{
    public static Command Make(Terminal terminal)
    {
        var command = new Command("rotate-keys", "Has a coordinator make a new authority, new certificates and a new token at its next start; the old ones then let nobody in.");
        var folder = new Option<string>("--folder") { Description = "The coordinator's folder (default: coordinator).", HelpName = "DIR", DefaultValueFactory = _ => "coordinator" };
        command.Options.Add(folder);
        command.SetAction((parsed, _) => ExitCode.OfAsync(terminal, () =>
        {
            new OwnKeys(Path.GetFullPath(parsed.GetValue(folder)!)).Forget();
            terminal.Out.WriteLine("start the coordinator again; it prints the line that starts trainers with the new keys");
            return Task.FromResult(ExitCode.Finished);
        }));
        return command;
    }
}
