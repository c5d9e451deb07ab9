namespace ActorSearch.Coordinator.Simulation;

/// <summary>What a simulation measured. Bytes are bytes, times seconds unless the name says otherwise.</summary>
/// <param name="Outcomes">Runs whose lease and result were both persisted.</param>
/// <param name="Seconds">From the submission to the end of the search.</param>
/// <param name="CpuSeconds">Of this process in that time, trainers and serialisation of both sides included; a database server aside.</param>
/// <param name="ActorSeconds">How long the search's actor was busy in that time: one thread at most.</param>
/// <param name="PeakBytes">Largest resident memory of the process.</param>
/// <param name="HeapBytes">Managed heap after a collection at the end of the search.</param>
/// <param name="AllocatedBytes">By the whole process up to the end of the search.</param>
/// <param name="Collections">Garbage collections up to then of generation 0, 1 and 2; one of a generation counts for those below.</param>
/// <param name="RoundSeconds">The decisions that opened a round, each.</param>
/// <param name="LongestPauseSeconds">Longest time that the search's actor was busy with one message.</param>
/// <param name="LongestSnapshotSeconds">From asking for a snapshot to having it stored; the actor goes on meanwhile.</param>
/// <param name="RecoverySeconds">Of the search's actor on a new actor system: from its start, snapshot and replay included, to its first answer.</param>
/// <param name="RecoveryCpuSeconds">Processor time of the restart: what it takes where nothing else runs, two cores at least.</param>
/// <param name="RestartSeconds">The same from the start of the actor system, cluster and database connections included.</param>
/// <param name="Replayed">Events replayed after the snapshot.</param>
/// <param name="FrontSha256">Of front.json's bytes: equal for any number of slots.</param>
/// <param name="Pages">Null where none were read.</param>
internal sealed record SimulationReport(
    string Journal, int Slots, int Candidates, long Outcomes, double Seconds, double OutcomesPerSecond, double CpuSeconds, double ActorSeconds,
    IReadOnlyList<Stretch> Stretches, IReadOnlyList<double> RoundSeconds, double LongestPauseSeconds, double GcPauseSeconds,
    long PeakBytes, long HeapBytes, long AllocatedBytes, IReadOnlyList<int> Collections, JournalFigures Records, int Snapshots, double LongestSnapshotSeconds,
    double RecoverySeconds, double RecoveryCpuSeconds, double RestartSeconds, long Replayed, int Front, string FrontSha256,
    PageFigures? Pages = null);
