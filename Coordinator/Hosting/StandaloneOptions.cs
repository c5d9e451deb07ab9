using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Searches;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>One process that holds coordinator and trainer.</summary>
/// <param name="JournalFile">SQLite file of journal and snapshots; made when it is not there.</param>
/// <param name="SessionOfSlot">Makes a slot's session, once, on the slot's own thread.</param>
public sealed record StandaloneOptions(string JournalFile, ICheckpointStore Checkpoints, int Slots, Numerics Numerics, Func<int, ITrainingSession> SessionOfSlot)
{
    /// <summary>Stays the same over restarts, so that the restarted process ends its old leases at once.</summary>
    public const string TrainerName = "local";

    public TimeSpan LeaseTimeout { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromMilliseconds(500);
    public TimeSpan RestartAfter { get; init; } = TimeSpan.FromSeconds(1);
    public SnapshotPolicy Snapshots { get; init; } = SnapshotPolicy.Default;

    /// <summary>Null: a journal that lacks what was acknowledged is refused. Else the search goes on with what is left, and this is told of each loss.</summary>
    public Action<string>? AcceptLoss { get; init; }

    /// <summary>HOCON that overrides everything else; for tests.</summary>
    public string ExtraHocon { get; init; } = "";
}
