using System.Collections.Immutable;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search;

public enum SearchStatus { NotSubmitted, Running, Paused, Finished, Cancelled }

/// <summary>
/// Everything known of one search: a function of its events. Changed by <see cref="SearchDecider.Apply"/> only.
/// </summary>
public sealed partial record SearchState
{
    public static SearchState Empty { get; } = new();

    public SearchStatus Status { get; init; }
    public string? PauseReason { get; init; }
    public SearchId Id { get; init; }
    public SearchSpec? Spec { get; init; }
    public string SpecHash { get; init; } = "";
    public string TrainingHash { get; init; } = "";
    public string DataFingerprint { get; init; } = "";

    /// <summary>Of the first slot that got a lease; a slot that differs gets none (unless `resources.mixed`).</summary>
    public Numerics? Numerics { get; init; }

    /// <summary>Every candidate ever proposed, trained ones of before an extension included.</summary>
    public ImmutableDictionary<CandidateId, CandidateState> Candidates { get; init; } = ImmutableDictionary<CandidateId, CandidateState>.Empty;

    /// <summary>The candidates of the present plan, in the order proposed: rounds ascending, path order within.</summary>
    public ImmutableList<CandidateId> Plan { get; init; } = [];

    public int Round { get; init; } = -1;

    /// <summary>Open leases.</summary>
    public ImmutableDictionary<WorkId, Lease> Leases { get; init; } = ImmutableDictionary<WorkId, Lease>.Empty;

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

    public PlanCounters Counters { get; init; } = new();

    /// <summary>Work that is neither leased nor done.</summary>
    public WorkQueue Queue { get; init; } = WorkQueue.Empty;

    /// <summary>Stored files by SHA-256: what refers to each, and whether it is there.</summary>
    public FileIndex Files { get; init; } = FileIndex.Empty;

    /// <summary>Work that failed five times or more and has not succeeded since.</summary>
    public ImmutableHashSet<WorkId> StrugglingWork { get; init; } = [];

    /// <summary>The present plan is trained: test work, if any, is what is left.</summary>
    public bool PlanDone => PlanEnded && RoundLeft == 0;

    public CandidateState this[CandidateId id] => Candidates[id];
}

/// <summary>Running sums over the present plan.</summary>
/// <param name="CandidatesIn">Candidates with nothing left to train, abandoned ones included.</param>
/// <param name="EpochsProposed">Cost of all candidates proposed: what `max_epochs` limits.</param>
/// <param name="EpochsPlanned">The same, but abandoned candidates count with what they trained.</param>
/// <param name="EpochsDone">Cost of the runs completed.</param>
/// <param name="TestsPlanned">Test evaluations the report asks for.</param>
public sealed record PlanCounters(int CandidatesIn = 0, int Abandoned = 0, long EpochsProposed = 0, long EpochsPlanned = 0, long EpochsDone = 0, int TestsPlanned = 0);

/// <summary>The coordinator's permission for one attempt.</summary>
public sealed record Lease(WorkId Work, int Attempt, SlotId Slot, DateTimeOffset Since);

public enum RunStatus
{
    /// <summary>Ready for a slot, or backing off until <see cref="RunState.RetryAt"/>.</summary>
    Waiting,
    Leased,
    Completed,
}

/// <summary>One run of a candidate.</summary>
/// <param name="Attempts">Attempts started so far; the number of the latest one.</param>
/// <param name="Checkpoints">Where the next attempt may continue: newest first, at most two.</param>
/// <param name="Failures">Failed attempts in a row that were a machine's fault; from five on the search counts as blocked.</param>
/// <param name="LastFailure">Reason of the latest failed attempt.</param>
/// <param name="TicketStored">False once its ticket was released or found damaged; it is made again when a child or the report needs it.</param>
public sealed record RunState(
    RunStatus Status, int Attempts, ImmutableArray<TrainingCheckpoint> Checkpoints, RunResult? Result, RunTimings? Timings,
    int Failures, FailureKind? LastFailureKind, string? LastFailure, DateTimeOffset? RetryAt, int? MicroBatch, bool TicketStored)
{
    public static RunState New { get; } = new(RunStatus.Waiting, 0, [], null, null, 0, null, null, null, null, false);

    /// <summary>The attempt whose result was taken; 0 while there is none.</summary>
    public int CompletedAttempt { get; init; }

    /// <summary>Reasons of failures that may be the input's fault, in order; one that comes twice is deterministic.</summary>
    public ImmutableArray<string> InputFailures { get; init; } = [];

    /// <summary>Enough failures that a person should look.</summary>
    public bool Blocked => Failures >= 5 || InputFailures.Length >= 5;
}

/// <summary>One candidate.</summary>
/// <param name="Round">Round of the present plan it is in; -1 = not in the present plan.</param>
/// <param name="Score">Set when all runs are in.</param>
/// <param name="Abandoned">Why it was given up; null otherwise.</param>
public sealed record CandidateState(
    CandidateId Id, CandidatePath Path, int Round, ImmutableArray<RunState> Runs, Score? Score, string? Abandoned, TestResult? Test)
{
    /// <summary>Position in <see cref="SearchState.Plan"/>; -1 = not in the present plan.</summary>
    public int Index { get; init; } = -1;

    /// <summary>Null for the root.</summary>
    public CandidateId? Parent { get; init; }

    /// <summary>How its test evaluation goes; null until the search asks for one.</summary>
    public RunState? TestWork { get; init; }

    /// <summary>Why its test evaluation was given up. Test chooses nothing, so the candidate stays where it is.</summary>
    public string? TestGivenUp { get; init; }

    /// <summary>Nothing of it is left to train.</summary>
    public bool IsIn => Score is not null || Abandoned is not null;

    /// <summary>May be on the front and be expanded.</summary>
    public bool Eligible => Abandoned is null && Score is { Feasible: true };

    public bool IsTested => Test is not null || TestGivenUp is not null;
}
