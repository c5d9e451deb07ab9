namespace ActorSearch.TrainerNode.Training.Devices;

/// <summary>Files in which Linux describes the machine.</summary>
internal static class SystemFile
{
    /// <summary>The text of a file; empty where it is missing or unreadable.</summary>
    public static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
