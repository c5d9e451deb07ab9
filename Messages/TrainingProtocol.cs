using ActorSearch.Search;
using ActorSearch.Search.Specs;
using Akka.Actor;

namespace ActorSearch.Messages;

// Search and trainer. The attempt number fences: whatever belongs to another attempt is refused.

/// <summary>Search to trainer, after the lease is persisted. A slot that is not idle hands the order back.</summary>
/// <param name="Trace">The attempt's span, as W3C writes it; null where nothing is traced.</param>
public sealed record StartTraining(int Slot, WorkOrder Order, IActorRef Search, string? Trace = null) : IWireMessage;

/// <summary>Search to trainer after a restart of the search: go on, and report here from now on.</summary>
public sealed record KeepTraining(SearchId Search, WorkId Work, int Attempt, IActorRef Reports) : IWireMessage;

/// <summary>Search to trainer: stop at the next batch with a checkpoint and report it.</summary>
public sealed record HandBack(SearchId Search, WorkId Work, int Attempt) : IWireMessage;

/// <summary>Search to trainer: the attempt is over; stop, and forget its result.</summary>
public sealed record StopTraining(SearchId Search, WorkId Work, int Attempt, string Reason) : IWireMessage;

/// <summary>Trainer to search: the attempt lives. Renews the lease; a checkpoint in it is recorded.</summary>
/// <param name="Epoch">0-based position on the schedule.</param>
/// <param name="LastEpoch">Where the schedule ends (exclusive).</param>
/// <param name="Samples">Samples trained since the last message.</param>
/// <param name="SamplesPerSecond">Speed over the last second or so.</param>
/// <param name="Engine">What trains it, never <see cref="EngineKind.Auto"/>; null until that is chosen, and from a trainer that does not tell.</param>
public sealed record TrainingProgress(
    SearchId Search, SlotId Slot, WorkId Work, int Attempt, int Epoch, int LastEpoch, long Samples, double SamplesPerSecond,
    EpochPoint? Point, TrainingCheckpoint? Checkpoint, EngineKind? Engine = null) : ITrainerMessage;

/// <summary>Trainer to search: how the attempt ended. Repeated until <see cref="ResultAccepted"/> or <see cref="StopTraining"/>.</summary>
/// <param name="Trace">The training's span, as W3C writes it; null where nothing is traced.</param>
public sealed record TrainingFinished(SearchId Search, SlotId Slot, WorkId Work, int Attempt, WorkOutcome Outcome, string? Trace = null) : ITrainerMessage;

/// <summary>Search to trainer: the outcome is in the journal.</summary>
public sealed record ResultAccepted(SearchId Search, WorkId Work, int Attempt) : IWireMessage;
