using ActorSearch.Messages;

namespace ActorSearch.TrainerNode.Actors;

// Messages within the trainer process: between node and slot, and between a slot and its thread.

/// <summary>Node to slot: run this order.</summary>
internal sealed record RunOrder(WorkOrder Order) : ILocalMessage;

/// <summary>Node to slot: stop at the next batch.</summary>
internal sealed record CancelRun : ILocalMessage;

/// <summary>Thread to slot to node: the session's progress.</summary>
/// <param name="Progress">The message to the search.</param>
/// <param name="GradientNorm">Gradient norm of the epoch's last batch; null without an epoch's point, and if the engine does not report it.</param>
internal sealed record SlotProgress(WorkOrder Order, TrainingProgress Progress, double? GradientNorm) : ILocalMessage;

/// <summary>Thread to slot to node: the session returned.</summary>
internal sealed record SlotEnded(int Slot, WorkOrder Order, WorkOutcome Outcome) : ILocalMessage;

/// <summary>To the node: take no more work, save running attempts, and answer <see cref="Drained"/> when the journal holds every outcome.</summary>
internal sealed record DrainSlots : ILocalMessage;

/// <summary>From the node: no slot is running, and the searches have acknowledged every outcome. The process may exit without losing work.</summary>
internal sealed record Drained : ILocalMessage;
