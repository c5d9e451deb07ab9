using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Deciding;

/// <summary>
/// Everything known of one search: a function of its events. Changed by <see cref="SearchEffects.Apply"/> only.
/// </summary>
public sealed record SearchState
{
    /// <summary>Before the submission.</summary>
    public static SearchState Empty { get; } = new();

    /// <summary>Where the search is in its life.</summary>
    public SearchStatus Status { get; init; }

    /// <summary>Why it is paused; null when it is not.</summary>
    public string? PauseReason { get; init; }

    /// <summary>The search.</summary>
    public SearchId Id { get; init; }

    /// <summary>The search file; null before the submission.</summary>
    public SearchSpec? Spec { get; init; }

    /// <summary>Hash of everything in the file that decides.</summary>
    public string SpecHash { get; init; } = "";

    /// <summary>Hash of what a training depends on; a part of every candidate's id.</summary>
    public string TrainingHash { get; init; } = "";

    /// <summary>Hash of the data's contents.</summary>
    public string DataFingerprint { get; init; } = "";

    /// <summary>Of the first slot that got a lease; a slot that differs gets none (unless `resources.mixed`).</summary>
    public Numerics? Numerics { get; init; }

    /// <summary>Every candidate ever proposed, trained ones of before an extension included.</summary>
    public ImmutableDictionary<CandidateId, CandidateState> Candidates { get; init; } = ImmutableDictionary<CandidateId, CandidateState>.Empty;

    /// <summary>The candidates of the present plan, in the order proposed: rounds ascending, path order within.</summary>
    public ImmutableList<CandidateId> Plan { get; init; } = [];

    /// <summary>Number of the present round; 0 is the root's, -1 before it.</summary>
    public int Round { get; init; } = -1;

    /// <summary>Open leases.</summary>
    public ImmutableDictionary<WorkId, Lease> Leases { get; init; } = ImmutableDictionary<WorkId, Lease>.Empty;

    /// <summary>The dense network.</summary>
    public CandidateId RootId { get; init; }

    /// <summary>Non-dominated candidates of the present plan.</summary>
    public Front Front { get; init; } = Front.Empty;

    /// <summary>What scores are shares of; null until the first run is in.</summary>
    public ObjectiveTotals? Totals { get; init; }

    /// <summary>Where the candidates of <see cref="Round"/> begin in <see cref="Plan"/>.</summary>
    public int RoundStart { get; init; }

    /// <summary>Candidates of the present round that are not in yet.</summary>
    public int RoundLeft { get; init; }

    /// <summary>No round follows the present one.</summary>
    public bool PlanEnded { get; init; }

    /// <summary>Candidates whose test evaluation the finish waits for; empty before the plan is done.</summary>
    public ImmutableHashSet<CandidateId> PendingTests { get; init; } = [];

    /// <summary>Running sums over the present plan.</summary>
    public PlanCounters Counters { get; init; } = new();

    /// <summary>Work that is neither leased nor done.</summary>
    public WorkQueue Queue { get; init; } = WorkQueue.Empty;

    /// <summary>Stored files by SHA-256: what refers to each, and whether it is there.</summary>
    public FileIndex Files { get; init; } = FileIndex.Empty;

    /// <summary>Work that failed five times or more and has not succeeded since.</summary>
    public ImmutableHashSet<WorkId> StrugglingWork { get; init; } = [];

    /// <summary>The present plan is trained: test work, if any, is what is left.</summary>
    public bool PlanDone => PlanEnded && RoundLeft == 0;

    /// <summary>A candidate by id.</summary>
    public CandidateState this[CandidateId id] => Candidates[id];

    /// <summary>How a run, or a test evaluation, stands.</summary>
    internal RunState this[WorkId work] => work.Kind == WorkKind.Test ? this[work.Candidate].TestWork! : this[work.Candidate].Runs[work.Replicate];

    /// <summary>Training each run of a candidate.</summary>
    internal IEnumerable<WorkId> RunsOf(CandidateId id) => Enumerable.Range(0, this[id].Runs.Length).Select(i => new WorkId(WorkKind.Train, id, i));

    /// <summary>The state with a candidate as it is now.</summary>
    internal SearchState With(CandidateState candidate) => this with { Candidates = Candidates.SetItem(candidate.Id, candidate) };

    /// <summary>Level of the deepest candidates of the present round.</summary>
    public int Level => Plan.IsEmpty ? 0 : this[Plan[^1]].Path.Level;

    /// <summary>Pieces of work that a slot could have at this time.</summary>
    public int ReadyAt(DateTimeOffset now) =>
        Status == SearchStatus.Running ? Queue.Ready.Count + Queue.Retrying.TakeWhile(retry => retry.At <= now).Count() : 0;

    /// <summary>Of the front, from its sorted points, so that equal fronts give equal bits.</summary>
    public double Hypervolume => Totals is null ? 0 : Objectives.Hypervolume.Of(Front.Members.Select(member => Totals.Gains(Spec!, member.Score)));

    /// <summary>Runs and tests that failed five times or more, with the latest reason; the search goes on trying.</summary>
    public IReadOnlyList<FailingWork> Blocked => FailingAmong(StrugglingWork);

    /// <summary>What failed less often and backs off or is tried again just now.</summary>
    public IReadOnlyList<FailingWork> Failing => FailingAmong(
        Queue.Retrying.Select(retry => Work.At(this, retry.Work)).Concat(Leases.Keys)
            .Where(work => !StrugglingWork.Contains(work) && this[work].LastFailure is not null));

    private IReadOnlyList<FailingWork> FailingAmong(IEnumerable<WorkId> works) =>
    [
        .. from work in works
           let run = this[work]
           orderby work.Kind, work.Candidate, work.Replicate
           select new FailingWork(work, Math.Max(run.Failures, run.InputFailures.Length), run.LastFailureKind, run.LastFailure ?? "", run.RetryAt),
    ];
}
