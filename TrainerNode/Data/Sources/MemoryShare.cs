namespace ActorSearch.TrainerNode.Data.Sources;

/// <summary>
/// What one data set may hold in memory: a sixteenth of what this process may have. A process keeps a few sets open (<see cref="DatasetPool"/>), reads two
/// for requests at a time, and each takes twice as much while it grows.
/// </summary>
internal static class MemoryShare
{
    public static long Bytes { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16;
}
