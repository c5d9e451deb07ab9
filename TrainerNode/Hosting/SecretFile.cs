using ActorSearch.Search;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>A secret in a file of its own, as containers, Kubernetes and systemd hand them over: then it is in no environment and on no command line.</summary>
public static class SecretFile
{
    /// <summary>Longer than a token or a connection string; what is longer is another file.</summary>
    private const int MostBytes = 1 << 16;

    /// <summary>The file's only line, without what ends it.</summary>
    /// <exception cref="BadInputException">It cannot be read, or holds anything else.</exception>
    public static string Read(string file)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MostBytes }) throw new BadInputException($"{file}: is longer than a secret; one line was expected");
            var text = File.ReadAllText(file).Trim();
            return text.Length == 0 ? throw new BadInputException($"{file}: is empty; one line was expected")
                : text.AsSpan().ContainsAny('\r', '\n') ? throw new BadInputException($"{file}: has several lines; one line was expected")
                : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{file}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
