using Akka.Actor;

namespace ActorSearch.Messages;

// Messages between a trainer and the pool. Each may be lost or repeated: a trainer reports its whole state with every beat.

/// <summary>Trainer to pool, at start, at every beat and on request: the trainer's identity and the work that it holds.</summary>
/// <param name="Trainer">The trainer's name, which stays the same when its process restarts on the same machine.</param>
/// <param name="Process">Identifies this start of the process: work of an earlier start is lost.</param>
/// <param name="Node">The actor that receives orders for the trainer's slots.</param>
/// <param name="Slots">Number of slots; their indices start at 0.</param>
/// <param name="Held">The attempts that its slots run, and those whose results are not acknowledged yet.</param>
/// <param name="Device">The device that it computes on; null if the trainer does not report it.</param>
public sealed record RegisterTrainer(
    string Trainer, string Process, IActorRef Node, Numerics Numerics, int Slots, ImmutableArray<HeldWork> Held, DeviceReport? Device = null) : ITrainerMessage;

/// <summary>A trainer's device, for display only.</summary>
/// <param name="Name">Name of the processor or the graphics card.</param>
/// <param name="MemoryBytes">Total memory in bytes; 0 = unknown.</param>
/// <param name="Load">Load of the machine: runnable threads per core over the last minute.</param>
public sealed record DeviceReport(string Name, long MemoryBytes, double Load);

/// <summary>An attempt that a trainer is running, or whose result it still holds.</summary>
public sealed record HeldWork(int Slot, SearchId Search, WorkId Work, int Attempt);

/// <summary>Pool to trainer: the registration was accepted. Idle slots then request work (again).</summary>
public sealed record TrainerRegistered(IActorRef Pool) : IWireMessage;

/// <summary>Pool to trainer: the registration was rejected, because another connected process has this name.</summary>
/// <param name="Address">Address of the process that has the name.</param>
public sealed record TrainerNameTaken(string Trainer, string Address) : IWireMessage;

/// <summary>Pool to trainer: register again now. A search has recovered and needs to know which of its attempts are still running.</summary>
public sealed record ReportHeldWork : IWireMessage;

/// <summary>Idle slot to pool: the pool keeps the request until there is work.</summary>
public sealed record RequestWork(SlotId Slot, string Process, IActorRef Node, Numerics Numerics) : ITrainerMessage;

/// <summary>Trainer to pool: the trainer is stopping; assign no more work to its slots.</summary>
public sealed record TrainerLeaving(string Trainer, string Process) : ITrainerMessage;
