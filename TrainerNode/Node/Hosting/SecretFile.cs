namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>
/// Reads a secret from a file of its own, in which containers, Kubernetes and systemd pass it. The secret then appears neither in the environment nor on the
/// command line.
/// </summary>
public static class SecretFile
{
    /// <summary>Longer than any token or connection string: a larger file is a mistake.</summary>
    private const int MostBytes = 1 << 16;

    /// <summary>The file's only line, without surrounding white space.</summary>
    /// <exception cref="BadInputException">The file cannot be read, is empty, or has more than one line.</exception>
    public static string Read(string file)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MostBytes })
                throw new BadInputException($"{file}: is longer than a secret; one line was expected");
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
