namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>What one slot does, for people: never leaves the process.</summary>
/// <param name="Work">What it runs; null when idle or busy for another search.</param>
/// <param name="Epoch">0-based position on the schedule.</param>
/// <param name="LastEpoch">Where the schedule ends (exclusive).</param>
public sealed record SlotView(SlotId Slot, WorkId? Work, int Epoch, int LastEpoch, double SamplesPerSecond)
{
    public int Attempt { get; init; }

    /// <summary>What trains it; null until its trainer has told.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>The attempt's curve as far as this process heard of it: one that continues from a checkpoint begins there.</summary>
    public ImmutableList<EpochPoint> Curve { get; init; } = [];
}
