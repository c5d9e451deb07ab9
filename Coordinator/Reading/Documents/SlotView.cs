namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>What one slot does, for people: never leaves the process.</summary>
/// <param name="Work">What it runs; null when idle or busy for another search.</param>
/// <param name="Epoch">0-based position on the schedule.</param>
/// <param name="LastEpoch">Where the schedule ends (exclusive).</param>
public sealed record SlotView(SlotId Slot, WorkId? Work, int Epoch, int LastEpoch, double SamplesPerSecond)
{
    /// <summary>Number of the attempt at the work.</summary>
    public int Attempt { get; init; }

    /// <summary>What trains it; null until its trainer has reported it.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>The attempt's curve as far as trainers have reported it to this process: one that continues from a checkpoint begins there.</summary>
    public ImmutableList<EpochPoint> Curve { get; init; } = [];
}
