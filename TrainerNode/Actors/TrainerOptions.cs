using ActorSearch.Messages;
using ActorSearch.TrainerNode.Telemetry;
using ActorSearch.TrainerNode.Training.Runs;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>Options of one trainer process.</summary>
/// <param name="Name">The trainer's name, which stays the same when the process restarts on the same machine; `local` for a standalone search.</param>
/// <param name="Slots">Attempts that the process runs at the same time.</param>
/// <param name="Numerics">Identifies the arithmetic of the device: a search accepts results only from trainers that compute alike.</param>
/// <param name="SessionOfSlot">Makes a slot's session. Called once, on the slot's own thread.</param>
public sealed record TrainerOptions(string Name, int Slots, Numerics Numerics, Func<int, ITrainingSession> SessionOfSlot)
{
    /// <summary>
    /// Whether each slot has a thread of its own. False only for sessions that return immediately (a table instead of training): the slot's actor runs these
    /// itself, so that a thousand slots do not need a thousand threads.
    /// </summary>
    public bool ThreadPerSlot { get; init; } = true;

    /// <summary>How often the trainer registers and repeats results that are not acknowledged yet.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Shortest time between two progress messages that have neither a point nor a checkpoint.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Reports the device and its load. Called at every beat; null = not reported.</summary>
    public Func<DeviceReport>? Device { get; init; }

    /// <summary>
    /// Called when a coordinator that it did not report to before has registered it, with that coordinator's address. Null: only logged. Any thread.
    /// </summary>
    public Action<string>? Registered { get; init; }

    /// <summary>Records metrics; null = none.</summary>
    public TrainerMeter? Meter { get; init; }

    /// <summary>
    /// Called with the reason when an attempt has run out of device memory, after the trainer has reported it and handed back all other work. The process
    /// should then exit, because libtorch neither returns the memory nor can be trusted after such a failure. Null: the trainer continues (standalone, where
    /// its exit would end the search). Called on any thread.
    /// </summary>
    public Action<string>? OutOfMemory { get; init; }
}
