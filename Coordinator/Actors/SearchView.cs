using System.Collections.Immutable;
using ActorSearch.Search;
using ActorSearch.Search.Specs;

namespace ActorSearch.Coordinator.Actors;

/// <summary>How a search stands, for people: never leaves the process.</summary>
public sealed record SearchView(SearchState State, ImmutableArray<SlotView> Slots, SlotTimes Times);

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

/// <summary>Where the slots' seconds went while the search ran in this process; telemetry, decides nothing.</summary>
/// <param name="Total">Slots times time.</param>
/// <param name="Training">As sessions report it; a session in progress counts whole.</param>
/// <param name="Evaluating">As sessions report it, and test evaluations.</param>
/// <param name="Barrier">Idle while nothing was ready: the end of a level.</param>
/// <param name="Other">The rest: idle while something was ready, loading, checkpoints, failed attempts.</param>
public sealed record SlotTimes(double Total, double Training, double Evaluating, double Barrier, double Other)
{
    public static SlotTimes Zero { get; } = new(0, 0, 0, 0, 0);
}
