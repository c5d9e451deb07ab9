using System.Collections.Immutable;
using ActorSearch.Search;
using Akka.Actor;

namespace ActorSearch.Messages;

// Trainer and pool. Everything here may be repeated or lost: a trainer says all it has with every beat.

/// <summary>Trainer to pool, at start, at every beat, and when asked: who it is and what it holds.</summary>
/// <param name="Trainer">Stays the same when the process restarts at the same place.</param>
/// <param name="Process">Differs for every start of the process: work of an earlier one is lost.</param>
/// <param name="Node">Where orders for its slots go.</param>
/// <param name="Slots">Slots 0 to this - 1.</param>
/// <param name="Held">What its slots run, and finished results nobody has acknowledged yet.</param>
/// <param name="Device">What it computes on; null from a trainer that does not tell.</param>
public sealed record RegisterTrainer(
    string Trainer, string Process, IActorRef Node, Numerics Numerics, int Slots, ImmutableArray<HeldWork> Held, DeviceReport? Device = null) : ITrainerMessage;

/// <summary>A trainer's device, for people; decides nothing.</summary>
/// <param name="Name">Of the processor or the graphics card.</param>
/// <param name="MemoryBytes">All of it; 0 = not known.</param>
/// <param name="Load">Of the machine: runnable threads per core over the last minute.</param>
public sealed record DeviceReport(string Name, long MemoryBytes, double Load);

/// <summary>One attempt that a trainer runs or has a result of.</summary>
public sealed record HeldWork(int Slot, SearchId Search, WorkId Work, int Attempt);

/// <summary>Pool to trainer: heard. Idle slots then ask for work (again).</summary>
public sealed record TrainerRegistered(IActorRef Pool) : IWireMessage;

/// <summary>Pool to trainer: another process that is there has this name; it is not registered.</summary>
/// <param name="Address">Of that one.</param>
public sealed record TrainerNameTaken(string Trainer, string Address) : IWireMessage;

/// <summary>Pool to trainer: register again now; a search came back and wants to know what still runs.</summary>
public sealed record ReportHeldWork : IWireMessage { public static ReportHeldWork Instance { get; } = new(); }

/// <summary>An idle slot to the pool; parked until there is work.</summary>
public sealed record RequestWork(SlotId Slot, string Process, IActorRef Node, Numerics Numerics) : ITrainerMessage;

/// <summary>Trainer to pool: it stops; give its slots nothing more.</summary>
public sealed record TrainerLeaving(string Trainer, string Process) : ITrainerMessage;
