using Akka.Actor;

namespace ActorSearch.Messages;

// Messages between a search and a trainer. The attempt number fences: both sides ignore messages of another attempt.

/// <summary>Search to trainer, once the lease is in the journal: start this attempt. A trainer whose slot is not idle hands the order back.</summary>
/// <param name="Trace">The attempt's span as a W3C traceparent; null if tracing is off.</param>
public sealed record StartTraining(int Slot, WorkOrder Order, IActorRef Search, string? Trace = null) : IWireMessage;

/// <summary>Search to trainer after the search restarted: keep training, and report to this actor from now on.</summary>
public sealed record KeepTraining(SearchId Search, WorkId Work, int Attempt, IActorRef Reports) : IWireMessage;

/// <summary>Search to trainer: save a checkpoint at the next batch, stop, and report the checkpoint.</summary>
public sealed record HandBack(SearchId Search, WorkId Work, int Attempt) : IWireMessage;

/// <summary>Search to trainer: the attempt is over; stop it and discard its result.</summary>
public sealed record StopTraining(SearchId Search, WorkId Work, int Attempt, string Reason) : IWireMessage;

/// <summary>Trainer to search: the attempt is running. The search renews the lease and records the checkpoint, if the message has one.</summary>
/// <param name="Epoch">0-based position on the schedule.</param>
/// <param name="LastEpoch">End of the schedule (exclusive).</param>
/// <param name="Samples">Samples trained since the previous message.</param>
/// <param name="SamplesPerSecond">Training speed since the previous message.</param>
/// <param name="Engine">The engine in use, never <see cref="EngineKind.Auto"/>; null until one is chosen, and from a trainer that does not report it.</param>
public sealed record TrainingProgress(
    SearchId Search, SlotId Slot, WorkId Work, int Attempt, int Epoch, int LastEpoch, long Samples, double SamplesPerSecond,
    EpochPoint? Point, TrainingCheckpoint? Checkpoint, EngineKind? Engine = null) : ITrainerMessage;

/// <summary>
/// Trainer to search: the outcome of the attempt. The trainer repeats it until it receives <see cref="ResultAccepted"/> or <see cref="StopTraining"/>.
/// </summary>
/// <param name="Trace">The training's span as a W3C traceparent; null if tracing is off.</param>
public sealed record TrainingFinished(SearchId Search, SlotId Slot, WorkId Work, int Attempt, WorkOutcome Outcome, string? Trace = null) : ITrainerMessage;

/// <summary>Search to trainer: the journal holds the outcome, and the trainer may forget it.</summary>
public sealed record ResultAccepted(SearchId Search, WorkId Work, int Attempt) : IWireMessage;
