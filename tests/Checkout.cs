namespace ActorSearch;

/// <summary>The checkout that the tests run in: they lie below it, wherever their sources are said to be.</summary>
internal static class Checkout
{
    /// <summary>A file or folder of it, or beside it.</summary>
    public static string PathOf(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ActorSearch.sln"))) return Path.GetFullPath(Path.Combine([folder.FullName, .. parts]));
        throw new DirectoryNotFoundException($"no ActorSearch.sln above {AppContext.BaseDirectory}");
    }
}
