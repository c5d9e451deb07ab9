using System.Text.Json.Serialization;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Runs;

/// <summary>Everything a slot needs to do one attempt at one piece of work.</summary>
/// <param name="Path">The candidate.</param>
/// <param name="ParentTicket">The parent run's ticket; null for a root.</param>
/// <param name="RootWeights">The root run's stored weights that this run may need (rewinding and w_ref), ascending by epoch.</param>
/// <param name="ResumeFrom">Latest checkpoint first; the trainer falls back along the list when one is damaged.</param>
/// <param name="Tickets">For test work: the candidate's tickets in replicate order.</param>
/// <param name="MicroBatch">Accumulate gradients over batches of this size (after a lack of device memory).</param>
/// <param name="Epochs">How many epochs the run has trained, from its beginning, when it stops with a checkpoint; absent: to the end.</param>
public sealed record WorkOrder(
    SearchId Search, WorkId Work, int Attempt, SearchSpec Spec, string TrainingHash, string DataFingerprint,
    CandidatePath Path, CheckpointRef? ParentTicket, ImmutableArray<RewindWeights> RootWeights,
    ImmutableArray<TrainingCheckpoint> ResumeFrom, ImmutableArray<CheckpointRef> Tickets, int? MicroBatch,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Epochs = null);

/// <summary>Whose fault a failure may be, which decides what follows.</summary>
public enum FailureKind
{
    /// <summary>May be the input's fault (NaN, unreadable sample): the same reason twice is deterministic and abandons the candidate.</summary>
    Input,

    /// <summary>Machine, process, disk, memory, database: retried without limit, with back-off.</summary>
    Environment,

    /// <summary>Out of device memory: the next attempt takes a smaller micro-batch.</summary>
    DeviceMemory,

    /// <summary>A stored file it needs is missing or its hash does not match: whatever made it is done again.</summary>
    CheckpointDamaged,
}

/// <summary>How an attempt ended.</summary>
public abstract record WorkOutcome;

/// <param name="Checkpoint">Where a run that its order stopped may go on; absent when it trained to the end.</param>
public sealed record RunFinished(
    RunResult Result, RunTimings Timings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TrainingCheckpoint? Checkpoint = null) : WorkOutcome;

/// <summary>A candidate was evaluated on the test split.</summary>
public sealed record TestFinished(TestResult Result) : WorkOutcome;

/// <param name="Damaged">The file at fault when <paramref name="Kind"/> is <see cref="FailureKind.CheckpointDamaged"/>.</param>
public sealed record WorkFailed(FailureKind Kind, string Reason, CheckpointRef? Damaged) : WorkOutcome;

/// <summary>Stopped on request; <paramref name="Checkpoint"/> is where the next attempt continues, null when nothing was done.</summary>
public sealed record WorkInterrupted(TrainingCheckpoint? Checkpoint) : WorkOutcome;
