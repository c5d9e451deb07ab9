using System.Text.Json.Serialization;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Deciding;

// Events are facts; the journal is made of them. Extend only: a released record's members keep name and meaning.

/// <summary>A fact of a search.</summary>
public interface ISearchEvent
{
    /// <summary>When it happened.</summary>
    DateTimeOffset At { get; }
}

/// <summary>The first fact of every search.</summary>
public sealed record SearchSubmitted(
    SearchId Search, SearchSpec Spec, string SpecHash, string TrainingHash, string DataFingerprint, DateTimeOffset At) : ISearchEvent;

/// <summary>The same search with larger budgets: the decisions are taken again from the root, trained candidates are reused.</summary>
public sealed record SearchExtended(SearchSpec Spec, string SpecHash, DateTimeOffset At) : ISearchEvent;

/// <summary>
/// The candidates of one round, in path order. Round 0 is the root. Without candidates: no round follows the present one. Of the present round: those of its
/// candidates that are trained on.
/// </summary>
/// <param name="Epochs">How many epochs their runs have trained when they stop, and may go on later; absent: to the end.</param>
public sealed record CandidatesProposed(
    int Round, ImmutableArray<CandidatePath> Candidates, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Epochs = null) : ISearchEvent;

/// <summary>A slot may work.</summary>
public sealed record LeaseGranted(WorkId Work, int Attempt, SlotId Slot, Numerics Numerics, DateTimeOffset At) : ISearchEvent;

/// <summary>An attempt is over without an outcome.</summary>
public sealed record LeaseEnded(WorkId Work, int Attempt, LeaseEnd Reason, DateTimeOffset At) : ISearchEvent;

/// <summary>A run in training can continue from here.</summary>
public sealed record CheckpointRecorded(WorkId Work, int Attempt, TrainingCheckpoint Checkpoint, DateTimeOffset At) : ISearchEvent;

/// <param name="Epochs">How many epochs the run trained before its budget stopped it; absent: to the end.</param>
public sealed record RunCompleted(
    RunId Run, int Attempt, RunResult Result, RunTimings Timings, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Epochs = null) : ISearchEvent;

/// <param name="RetryAt">Earliest time of the next attempt (back-off).</param>
public sealed record AttemptFailed(WorkId Work, int Attempt, FailureKind Kind, string Reason, DateTimeOffset RetryAt, DateTimeOffset At) : ISearchEvent;

/// <summary>A candidate is given up: it fails for the same reason again and again.</summary>
public sealed record CandidateAbandoned(CandidateId Candidate, string Reason, DateTimeOffset At) : ISearchEvent;

/// <summary>These files are no longer needed (or are damaged): nothing points to them any more, and they may be deleted.</summary>
public sealed record CheckpointsReleased(ImmutableArray<string> Sha256, bool Damaged, DateTimeOffset At) : ISearchEvent;

/// <summary>A candidate was evaluated on the test split.</summary>
public sealed record TestEvaluated(CandidateId Candidate, int Attempt, TestResult Result, DateTimeOffset At) : ISearchEvent;

/// <summary>No leases are granted until <see cref="SearchResumed"/>.</summary>
public sealed record SearchPaused(string Reason, DateTimeOffset At) : ISearchEvent;

/// <summary>Leases are granted again.</summary>
public sealed record SearchResumed(DateTimeOffset At) : ISearchEvent;

/// <summary>The search has ended for good.</summary>
public sealed record SearchCancelled(DateTimeOffset At) : ISearchEvent;

/// <summary>Nothing is left to train or to evaluate. An extension may follow.</summary>
public sealed record SearchFinished(DateTimeOffset At) : ISearchEvent;

/// <summary>Written first after every recovery: a former writer's next write then breaks the journal's unique index.</summary>
/// <param name="Writer">The process that writes from now on.</param>
/// <param name="At">When it started.</param>
public sealed record WriterStarted(string Writer, DateTimeOffset At) : ISearchEvent;
