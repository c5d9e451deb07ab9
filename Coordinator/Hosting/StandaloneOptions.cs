using ActorSearch.Coordinator.Searches;
using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>One process that holds coordinator and trainer.</summary>
/// <param name="JournalFile">SQLite file of journal and snapshots; made when it is missing.</param>
/// <param name="Checkpoints">Where checkpoints and tickets are stored.</param>
/// <param name="Slots">Attempts that run at the same time.</param>
/// <param name="Numerics">Identifies the arithmetic of this process.</param>
/// <param name="SessionOfSlot">Makes a slot's session, once, on the slot's own thread.</param>
public sealed record StandaloneOptions(
    string JournalFile, ICheckpointStore Checkpoints, int Slots, Numerics Numerics, Func<int, ITrainingSession> SessionOfSlot)
{
    /// <summary>Stays the same over restarts, so that the restarted process ends its old leases at once.</summary>
    public const string TrainerName = "local";

    /// <summary>
    /// Null: a journal that lacks acknowledged records is refused. Otherwise the search continues with what is left, and this reports each loss.
    /// </summary>
    public Action<string>? AcceptLoss { get; init; }

    /// <summary>Changes the settings of the searches' actors; for tests.</summary>
    internal Func<SearchSettings, SearchSettings> Searches { get; init; } = settings => settings;

    /// <summary>Changes the options of the trainer; for tests.</summary>
    public Func<TrainerOptions, TrainerOptions> Trainer { get; init; } = options => options;

    /// <summary>HOCON that overrides everything else; for tests.</summary>
    public string ExtraHocon { get; init; } = "";
}
