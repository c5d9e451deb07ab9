namespace ActorSearch.TrainerNode.Training.Files;

/// <summary>
/// Where decoded images, and findings about devices, are kept: as given, else ACTORSEARCH_CACHE, else `actorsearch` in the user's cache folder.
/// </summary>
public static class CacheFolder
{
    /// <summary>The path of the folder, which need not exist.</summary>
    public static string Resolve(string? given)
    {
        if (!string.IsNullOrEmpty(given)) return given;
        if (Environment.GetEnvironmentVariable("ACTORSEARCH_CACHE") is { Length: > 0 } own) return own;
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } shared) return Path.Combine(shared, "actorsearch");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0 ? Path.Combine(home, ".cache", "actorsearch") : Path.Combine(Path.GetTempPath(), "actorsearch");
    }
}
