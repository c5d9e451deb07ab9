using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>
/// Whether a key is its user's alone. Keys that a coordinator makes are refused otherwise. Keys that the settings name only cause a warning, and a group may
/// read them: systemd and Kubernetes hand secrets over like that.
/// </summary>
public static class PrivateFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>All but the owner.</summary>
    public const UnixFileMode GroupAndOthers = Others | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <returns>The id of the owner, where that is neither this process's user nor root; null also on systems other than Linux.</returns>
    /// <exception cref="IOException">There is no such file, or this user may not read its attributes.</exception>
    public static uint? OtherOwner(string path) =>
        OperatingSystem.IsLinux() && PosixFile.Facts(path).Owner is var owner && owner != 0 && owner != PosixFile.User ? owner : null;

    /// <summary>Whether some of these users may do anything with the file; false on systems other than Linux.</summary>
    /// <exception cref="IOException">There is no such file, or this user may not read its attributes.</exception>
    public static bool IsOpenTo(UnixFileMode whom, string path) => OperatingSystem.IsLinux() && (PosixFile.Facts(path).Mode & whom) != 0;

    /// <summary>The warning about a key that the settings name. In a container, other users are the container's own.</summary>
    /// <param name="setting">The setting that names it.</param>
    /// <returns>Null if there is nothing to warn of.</returns>
    public static string? Warning(string setting, string path)
    {
        if (Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true") return null;
        try
        {
            return IsOpenTo(Others, path) ? $"{setting}: {path}: every user of this machine may read or change it; `chmod 600` it" : null;
        }
        catch (IOException)
        {
            return null; // reading it will fail, and say why
        }
    }
}
