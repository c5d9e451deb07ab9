using ActorSearch.Coordinator.Telemetry;
using ActorSearch.TrainerNode.Training.Stores;
using Akka.Actor;

namespace ActorSearch.Coordinator.Searches;

/// <summary>What the actors of all searches of one coordinator share.</summary>
internal sealed record SearchSettings(ICheckpointStore Checkpoints, SearchViews Views)
{
    /// <summary>A lease that is silent for so long is ended.</summary>
    public TimeSpan LeaseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wall clock that times of files are compared with.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>For measurements.</summary>
    public ISearchMeter? Meter { get; init; }

    /// <summary>The metrics of the coordinator and its searches; null where none are read.</summary>
    public CoordinatorMeter? Metrics { get; init; }

    /// <summary>As which this process writes all journals.</summary>
    public JournalWriter Writer { get; } = new();

    /// <summary>Called when another process has taken over this journal, with whose: this process must end. Any thread.</summary>
    public Action<string> Fenced { get; init; } = _ => { };

    /// <summary>Called when the searches are this coordinator's from now on: the list of them has been read and marked. Any thread.</summary>
    public Action Active { get; init; } = () => { };

    /// <summary>Where other coordinators reach the HTTP interface of this one; null: they cannot. Any thread.</summary>
    public Func<Uri?> Http { get; init; } = () => null;

    /// <summary>Least number of events between two snapshots of a search.</summary>
    public int SnapshotEvery { get; init; } = 1000;

    /// <summary>Least time between two views.</summary>
    public TimeSpan ViewEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>First pause before an actor whose journal failed starts again; doubles up to 10 s.</summary>
    public TimeSpan RestartAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Fails while the journal is away; called before an actor that writes it starts. Null: not called.</summary>
    public Func<Task>? AskJournal { get; init; }

    /// <summary>
    /// How long a file that one of several searches let go of waits, so that another can record it: longer than a report of a slot is on its way.
    /// </summary>
    public TimeSpan ReleaseWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Age of a file at which it is deleted when nothing refers to it.</summary>
    public TimeSpan OrphanAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>From the start to the first sweep: trainers report finished work first.</summary>
    public TimeSpan SweepAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>From one sweep to the next.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a sweep waits that could not be done yet.</summary>
    public TimeSpan SweepRetry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Ended searches whose actors stay while clients ask for them, at most: two pages of the dashboard's list, and some.</summary>
    public int EndedKept { get; init; } = 64;

    /// <summary>How long the actor of an ended search stays after it was asked last.</summary>
    public TimeSpan EndedIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Every search reports to it whether it answers, and when it has ended: the supervisor, which sets it.</summary>
    public IActorRef Owner { get; init; } = ActorRefs.Nobody;

    /// <summary>Every search reports to it the files that it refers to; set by the supervisor.</summary>
    public IActorRef Files { get; init; } = ActorRefs.Nobody;
}
