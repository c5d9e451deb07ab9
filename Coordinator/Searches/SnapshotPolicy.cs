namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// When to save a snapshot: after as many events as there are candidates (so that saving costs a constant share), and at least
/// <paramref name="Every"/>; and when the search has finished, so that a finished one is back at once.
/// </summary>
public sealed record SnapshotPolicy(int Every)
{
    public static SnapshotPolicy Default { get; } = new(1000);

    public bool IsDue(long sequenceNr, long lastSnapshot, SearchState state) =>
        sequenceNr - lastSnapshot >= Math.Max(Every, state.Candidates.Count)
        || (state.Status == SearchStatus.Finished && sequenceNr - lastSnapshot >= Every);

    /// <summary>When the search's actor ends in order.</summary>
    public bool IsDueAtStop(long sequenceNr, long lastSnapshot) => sequenceNr - lastSnapshot >= Every;
}
