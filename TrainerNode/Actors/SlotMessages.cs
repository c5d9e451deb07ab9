using ActorSearch.Messages;

namespace ActorSearch.TrainerNode.Actors;

// Messages within the trainer process: between node and slot, and between a slot and its thread.

/// <summary>Node to slot: run this order.</summary>
internal sealed record RunOrder(WorkOrder Order) : ILocalMessage;

/// <summary>Node to slot: stop at the next batch.</summary>
internal sealed record CancelRun : ILocalMessage
{
    /// <summary>The shared instance.</summary>
    public static CancelRun Instance { get; } = new();
}

/// <summary>Thread to slot to node: the session's progress.</summary>
internal sealed record SlotProgress(
    int Slot, WorkOrder Order, int Epoch, int LastEpoch, long Samples, double SamplesPerSecond,
    EpochPoint? Point, TrainingCheckpoint? Checkpoint) : ILocalMessage
{
    /// <summary>Gradient norm of the epoch's last batch; null without a <see cref="Point"/>, and if the engine does not report it.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>The engine in use; null until the session has opened one.</summary>
    public EngineKind? Engine { get; init; }
}

/// <summary>Thread to slot to node: the session returned.</summary>
internal sealed record SlotEnded(int Slot, WorkOrder Order, WorkOutcome Outcome) : ILocalMessage;

/// <summary>To the node: take no more work, save running attempts, and answer <see cref="Drained"/> when the journal holds every outcome.</summary>
public sealed record DrainSlots : ILocalMessage
{
    /// <summary>The shared instance.</summary>
    public static DrainSlots Instance { get; } = new();
}

/// <summary>From the node: no slot is running, and the searches have acknowledged every outcome. The process may exit without losing work.</summary>
public sealed record Drained : ILocalMessage
{
    /// <summary>The shared instance.</summary>
    public static Drained Instance { get; } = new();
}
