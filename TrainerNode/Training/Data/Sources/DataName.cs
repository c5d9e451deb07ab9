namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>How messages name a file.</summary>
/// <param name="Path">Shown to the user who runs this process.</param>
/// <param name="Remote">Shown to remote clients, which may name files but not list folders: a file found in a folder has no name there.</param>
internal readonly record struct DataName(string Path, string Remote)
{
    /// <summary>A file that remote clients know by its path.</summary>
    public static implicit operator DataName(string path) => new(path, path);

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <param name="withoutContent">What to say to others; null = the same.</param>
    public BadInputException Bad(string what, string? withoutContent = null, Exception? inner = null) =>
        new($"{Path}: {what}", inner) { WithoutContent = $"{Remote}: {withoutContent ?? what}" };

    /// <summary>Reads the file.</summary>
    /// <exception cref="BadInputException">The system refused.</exception>
    public T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The system's own words may name the file.
            throw Bad($"cannot be read: {failure.Message}", "cannot be read", failure);
        }
    }
}
