namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>How messages name a file.</summary>
/// <param name="Path">Shown to the user who runs this process.</param>
/// <param name="Remote">Shown to remote clients, which may name files but not list folders: a file found in a folder has no name there.</param>
internal readonly record struct DataName(string Path, string Remote)
{
    public DataName(string path) : this(path, path) { }

    /// <param name="withoutContent">What to say to others; null = the same.</param>
    public BadInputException Bad(string what, string? withoutContent = null, Exception? inner = null) =>
        new($"{Path}: {what}", inner) { WithoutContent = $"{Remote}: {withoutContent ?? what}" };

    /// <summary>The system's own words, which may name the file.</summary>
    public BadInputException Unreadable(Exception failure) => Bad($"cannot be read: {failure.Message}", "cannot be read", failure);
}
