using ActorSearch.Messages;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Telemetry;
using ActorSearch.TrainerNode.Training;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>What one trainer process is.</summary>
/// <param name="Name">Stays the same when the process restarts at the same place; standalone is `local`.</param>
/// <param name="SessionOfSlot">Makes a slot's session; called once, on the slot's own thread. A session that is disposable is disposed there.</param>
public sealed record TrainerOptions(string Name, int Slots, Numerics Numerics, Func<int, ITrainingSession> SessionOfSlot)
{
    /// <summary>
    /// A thread of its own for each slot. False only for sessions that return at once (a table instead of training): these run
    /// where the slot's messages are handled, so that a thousand slots need no thousand threads.
    /// </summary>
    public bool ThreadPerSlot { get; init; } = true;

    /// <summary>How often the trainer registers and repeats results that nobody acknowledged.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Least time between two progress messages that only say "alive".</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What it computes on and how busy that is, asked at every beat; null = not told.</summary>
    public Func<DeviceReport>? Device { get; init; }

    /// <summary>
    /// Called when a coordinator that it did not report to before has registered it, with that coordinator's address. Null: only logged. Any thread.
    /// </summary>
    public Action<string>? Registered { get; init; }

    /// <summary>For measurements.</summary>
    public ITrainerMeter? Meter { get; init; }

    /// <summary>
    /// Called once an attempt ran out of device memory, and it is reported and everything else handed back: the process should end, for libtorch neither returns
    /// what it has taken nor can be trusted after such a failure. Null: it goes on as well as it can (standalone, where the search would end with it). Any thread.
    /// </summary>
    public Action<string>? OutOfMemory { get; init; }

    /// <summary>How often it registers after the coordinator it knew is gone, until another answers.</summary>
    public TimeSpan BeatWhileAlone { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a graceful stop waits for checkpoints; below the coordinated-shutdown phase's own limit.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(55);
}
