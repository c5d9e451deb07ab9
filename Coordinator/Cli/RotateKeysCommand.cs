using System.CommandLine;
using ActorSearch.Coordinator.Hosting;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`rotate-keys`: revokes the keys that a coordinator made for itself.</summary>
internal static class RotateKeysCommand
{
    public static Command Make(Terminal terminal)
    {
        var folder = new Option<string>("--folder")
        {
            Description = "The coordinator's folder (default: coordinator).",
            HelpName = "DIR",
            DefaultValueFactory = _ => "coordinator",
        };
        const string Summary = "Makes a coordinator create a new authority, new certificates and a new token at its next start; the old ones become invalid.";
        return new Command("rotate-keys", Summary) { folder }.Does(terminal, (parsed, _) =>
        {
            new OwnKeys(Path.GetFullPath(parsed.GetRequiredValue(folder))).Forget();
            terminal.Out.WriteLine("start the coordinator again; it prints the line that starts trainers with the new keys");
        });
    }
}
