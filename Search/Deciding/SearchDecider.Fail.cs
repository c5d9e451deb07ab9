namespace ActorSearch.Search;

public static partial class SearchDecider
{
    private const int LongestBackOffSeconds = 300;

    /// <summary>
    /// Input: tried again, and given up when the same reason comes twice. Environment: without limit, with back-off. Device memory:
    /// at once with half the micro-batch. Damaged file: at once, when whatever made the file has made it again.
    /// </summary>
    private static void Fail(Draft draft, WorkId work, int attempt, WorkFailed failed)
    {
        var run = Work.Get(draft.State, work);
        var kind = Judge(draft.State, run, failed);
        var retryAt = kind switch
        {
            FailureKind.Environment => draft.At + BackOff(run.Failures + 1),
            FailureKind.Input when !run.InputFailures.IsEmpty => draft.At + BackOff(run.InputFailures.Length),
            _ => draft.At,
        };
        draft.Add(new AttemptFailed(work, attempt, kind, failed.Reason, retryAt, draft.At));
        if (kind == FailureKind.CheckpointDamaged) draft.Add(new CheckpointsReleased([failed.Damaged!.Sha256], Damaged: true, draft.At));
        if (kind == FailureKind.Input && work.Kind == WorkKind.Train && run.InputFailures.Contains(failed.Reason)) Abandon(draft, work.Candidate, failed.Reason);
    }

    /// <summary>
    /// The kind a failure counts as. A run that is made again has succeeded with this input before, so that the input is at
    /// fault no more; nothing is smaller than a micro-batch of 1; a file that nothing refers to cannot be made again.
    /// </summary>
    private static FailureKind Judge(SearchState state, RunState run, WorkFailed failed) => failed.Kind switch
    {
        FailureKind.Input when run.Result is not null => FailureKind.Environment,
        FailureKind.DeviceMemory when (run.MicroBatch ?? state.Spec!.Train.BatchSize) <= 1 => FailureKind.Environment,
        FailureKind.CheckpointDamaged when failed.Damaged is null || !state.Files.IsUsed(failed.Damaged.Sha256) => FailureKind.Environment,
        var kind => kind,
    };

    private static TimeSpan BackOff(int failures) =>
        TimeSpan.FromSeconds(failures > 8 ? LongestBackOffSeconds : Math.Min(1 << failures, LongestBackOffSeconds));

    private static void Abandon(Draft draft, CandidateId id, string reason)
    {
        var candidate = draft.State[id];
        EndLeases(draft, draft.State.Leases.Values.Where(lease => lease.Work.Candidate == id), "the candidate was given up");
        var checkpoints = draft.State[id].Runs.SelectMany(run => run.Checkpoints).Select(c => c.Ref.Sha256).ToList();
        draft.Add(new CandidateAbandoned(id, reason, draft.At));
        Retention.Release(draft.State, checkpoints, draft.At, draft.Add);
        Retention.ReleaseTickets(draft.State, [draft.State[candidate.Id]], draft.At, draft.Add);
    }
}
