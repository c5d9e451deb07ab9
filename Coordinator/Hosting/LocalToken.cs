using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>Where commands of the same user on this machine find the token file of a coordinator that made its own token.</summary>
internal static class LocalToken
{
    /// <summary>In the user's own folder; the file is called by the port and holds the path of the token's file. Nothing depends on it.</summary>
    public static void Tell(int port, string tokenFile)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Name(port), tokenFile + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Services have no folder of their user's.
        }
    }

    /// <returns>The token of the coordinator on this machine that was started with this port last; null where none is known or it may not be read.</returns>
    public static string? Of(Uri coordinator)
    {
        if (!coordinator.IsLoopback) return null;
        try
        {
            return File.Exists(Name(coordinator.Port)) ? SecretFile.Read(SecretFile.Read(Name(coordinator.Port))) : null;
        }
        catch (BadInputException)
        {
            return null;
        }
    }

    private static string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "actorsearch", "tokens");

    private static string Name(int port) => Path.Combine(Folder, $"{port}");
}
