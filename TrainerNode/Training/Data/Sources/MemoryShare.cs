namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// What one data set may hold in memory: a sixteenth of what this process may have. A process keeps a few sets open (<see cref="DatasetPool"/>), reads two
/// for requests at a time, and each takes twice as much while it grows.
/// </summary>
internal static class MemoryShare
{
    /// <summary>What a sample takes beside its features: label, hash, places in tables and lists while copies are looked for and splits are made.</summary>
    private const int BytesPerSample = 150;

    public static long Bytes { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16;

    /// <summary>Samples of one data set, however small each is.</summary>
    public static long Samples { get; } = Bytes / BytesPerSample;

    /// <param name="name">What has the samples, for the message.</param>
    /// <param name="samples">All that have been counted so far.</param>
    /// <param name="most">Null: <see cref="Samples"/>.</param>
    /// <exception cref="Search.BadInputException">They are too many; nothing has been reserved for them.</exception>
    public static void Require(DataName name, long samples, long? most = null)
    {
        if (samples > (most ?? Samples))
        {
            throw name.Bad($"has {samples:N0} samples or more; at most {most ?? Samples:N0} are held in memory here");
        }
    }
}
