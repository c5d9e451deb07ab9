namespace ActorSearch.Search;

/// <summary>How far a search is, for people.</summary>
/// <param name="Candidates">Candidates proposed so far in the present plan; these are done, running, waiting or abandoned.</param>
/// <param name="Running">Candidates of which a run is in training.</param>
/// <param name="Ready">Pieces of work that a slot could have now.</param>
/// <param name="EpochsPlanned">Epochs of the candidates proposed so far, over all runs.</param>
/// <param name="Hypervolume">Of the front so far.</param>
public sealed record SearchProgress(
    int Round, int Candidates, int Done, int Running, int Waiting, int Abandoned, int Ready,
    long EpochsDone, long EpochsPlanned, int Front, double Hypervolume, int TestsDone, int TestsPlanned)
{
    public static SearchProgress Of(SearchState state, DateTimeOffset now)
    {
        var counters = state.Counters;
        var running = state.Leases.Keys.Where(work => work.Kind == WorkKind.Train).Select(work => work.Candidate).Distinct()
            .Count(id => state[id] is { Index: >= 0, IsIn: false });
        return new SearchProgress(
            state.Round, state.Plan.Count, counters.CandidatesIn - counters.Abandoned, running, state.Plan.Count - counters.CandidatesIn - running,
            counters.Abandoned, state.ReadyAt(now), counters.EpochsDone, counters.EpochsPlanned,
            state.Front.Count, state.Hypervolume, counters.TestsPlanned - state.PendingTests.Count, counters.TestsPlanned);
    }
}

/// <summary>Work whose latest attempt failed, and that is tried again.</summary>
public sealed record FailingWork(WorkId Work, int Failures, FailureKind? Kind, string Reason, DateTimeOffset? RetryAt);

public sealed partial record SearchState
{
    /// <summary>Pieces of work that a slot could have at this time.</summary>
    public int ReadyAt(DateTimeOffset now) =>
        Status == SearchStatus.Running ? Queue.Ready.Count + Queue.Retrying.TakeWhile(retry => retry.At <= now).Count() : 0;

    /// <summary>Of the front, from its sorted points, so that equal fronts give equal bits.</summary>
    public double Hypervolume => Totals is null ? 0 : Search.Hypervolume.Of(Front.Members.Select(member => Totals.Gains(Spec!, member.Score)));

    /// <summary>Runs and tests that failed five times or more, with the latest reason; the search goes on trying.</summary>
    public IReadOnlyList<FailingWork> Blocked => FailingAmong(StrugglingWork);

    /// <summary>What failed less often and backs off or is tried again just now.</summary>
    public IReadOnlyList<FailingWork> Failing => FailingAmong(
        Queue.Retrying.Select(retry => Search.Work.At(this, retry.Work)).Concat(Leases.Keys).Where(work => !StrugglingWork.Contains(work) && Search.Work.Get(this, work).LastFailure is not null));

    private IReadOnlyList<FailingWork> FailingAmong(IEnumerable<WorkId> works) =>
    [
        .. from work in works
           let run = Search.Work.Get(this, work)
           orderby work.Kind, work.Candidate, work.Replicate
           select new FailingWork(work, Math.Max(run.Failures, run.InputFailures.Length), run.LastFailureKind, run.LastFailure ?? "", run.RetryAt),
    ];
}
