using System.CommandLine;
using ActorSearch.Coordinator.Runs;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>`DIR|SEARCH`: the folder of a run, or a search of a cluster with the options that find it.</summary>
internal sealed class SearchPlace(Terminal terminal, ClusterOptions cluster)
{
    /// <summary>Names the folder or the search.</summary>
    public Argument<string> Argument { get; } = new("DIR|SEARCH") { Description = "The folder of a run, or the id of a search of a cluster." };

    /// <summary>Adds the argument and the options to a command.</summary>
    public static SearchPlace AddTo(Command command, Terminal terminal)
    {
        var place = new SearchPlace(terminal, ClusterOptions.AddTo(command));
        command.Add(place.Argument);
        return place;
    }

    /// <summary>Reads from the folder where there is one, or where no search can have such an id; from the cluster otherwise.</summary>
    /// <param name="ofSearch">Gets the search's path in the API.</param>
    public async Task<T> ReadAsync<T>(ParseResult parsed, Func<RunDirectory, T> ofRun, Func<ClusterClient, string, Task<T>> ofSearch)
    {
        var what = parsed.GetRequiredValue(Argument);
        if (Directory.Exists(what) || !SearchId.IsValid(what)) return ofRun(new RunDirectory(what));
        using var client = cluster.Client(parsed, terminal);
        return await ofSearch(client, $"searches/{what}");
    }
}
