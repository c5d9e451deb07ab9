using ActorSearch.Messages;
using ActorSearch.Search;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Actors;

// Within the trainer process: node and slot, slot and its thread.

/// <summary>Node to slot: do this.</summary>
internal sealed record RunOrder(WorkOrder Order) : ILocalMessage;

/// <summary>Node to slot: stop at the next batch.</summary>
internal sealed record CancelRun : ILocalMessage { public static CancelRun Instance { get; } = new(); }

/// <summary>Thread to slot to node: how far the session is.</summary>
internal sealed record SlotProgress(
    int Slot, WorkOrder Order, int Epoch, int LastEpoch, long Samples, double SamplesPerSecond, EpochPoint? Point, TrainingCheckpoint? Checkpoint) : ILocalMessage
{
    /// <summary>With a point, where the engine tells it.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>What trains; null as long as nothing does.</summary>
    public EngineKind? Engine { get; init; }
}

/// <summary>Thread to slot to node: the session returned.</summary>
internal sealed record SlotEnded(int Slot, WorkOrder Order, WorkOutcome Outcome) : ILocalMessage;

/// <summary>Stop taking work, save what runs, and answer <see cref="Drained"/> when every outcome is in the journal.</summary>
public sealed record DrainSlots : ILocalMessage { public static DrainSlots Instance { get; } = new(); }

/// <summary>Nothing of this trainer is left that could be lost.</summary>
public sealed record Drained : ILocalMessage { public static Drained Instance { get; } = new(); }
