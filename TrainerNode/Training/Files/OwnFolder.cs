namespace ActorSearch.TrainerNode.Training.Files;

/// <summary>Creates folders that only their owner can enter.</summary>
public static class OwnFolder
{
    /// <summary>Creates a folder that other users of the machine cannot enter. An existing folder keeps its mode.</summary>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not create the folder.</exception>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Creates the folder of an optional cache; ignores a failure.</summary>
    public static void TryMake(string path) => Optional.Try(() => Make(path)); // the first write to the cache reports the failure
}
