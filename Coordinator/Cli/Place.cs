namespace ActorSearch.Coordinator.Cli;

/// <summary>`front` and `show` take the folder of a run or a search of a cluster.</summary>
internal static class Place
{
    /// <summary>What no search can be called is meant as a folder.</summary>
    public static bool IsFolder(string what) => Directory.Exists(what) || !SearchId.IsValid(what);
}
