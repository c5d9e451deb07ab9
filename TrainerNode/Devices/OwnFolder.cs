namespace ActorSearch.TrainerNode.Devices;

/// <summary>Folders of one user's own.</summary>
public static class OwnFolder
{
    /// <summary>Makes a folder that other users of the machine cannot enter. The mode of an existing folder is kept.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The same for a cache, without which everything goes on.</summary>
    public static void TryMake(string path)
    {
        try
        {
            Make(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first write there reports it.
        }
    }
}
