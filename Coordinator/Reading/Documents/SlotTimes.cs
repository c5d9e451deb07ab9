namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>Where the slots' seconds went while the search ran in this process; telemetry, decides nothing.</summary>
/// <param name="Total">Slots times time.</param>
/// <param name="Training">As sessions report it; a session in progress counts whole.</param>
/// <param name="Evaluating">As sessions report it, and test evaluations.</param>
/// <param name="Barrier">Idle while nothing was ready: the end of a level.</param>
/// <param name="Other">The rest: idle while something was ready, loading, checkpoints, failed attempts.</param>
public sealed record SlotTimes(double Total, double Training, double Evaluating, double Barrier, double Other)
{
    /// <summary>No time yet.</summary>
    public static SlotTimes Zero { get; } = new(0, 0, 0, 0, 0);
}
