using System.CommandLine;

namespace ActorSearch.Coordinator.Cli;

/// <summary>Arguments and options that several commands share.</summary>
internal static class Options
{
    public static Argument<string> File() => new("FILE") { Description = "The search file (YAML)." };

    public static Argument<string> DirOrSearch() => new("DIR|SEARCH") { Description = "The folder of a run, or the id of a search of a cluster." };

    public static Option<string?> Data() => new("--data")
    {
        Description = "File or folder with the samples, instead of data.path of the search file.",
        HelpName = "PATH",
    };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Set one value of the search file, as in --set train.epochs=5; may be repeated.",
        HelpName = "a.b=c",
        DefaultValueFactory = _ => [],
    };
}
