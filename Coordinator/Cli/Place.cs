namespace ActorSearch.Coordinator.Cli;

/// <summary>`front` and `show` take the folder of a run or a search of a cluster.</summary>
internal static class Place
{
    /// <summary>What no search can be called is meant as a folder.</summary>
    public static bool IsFolder(string what) => Directory.Exists(what) || !what.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || what.Length is 0 or > 100;
}
