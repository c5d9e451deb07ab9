using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Deciding;

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
    /// <summary>Not begun.</summary>
    public static RunState New { get; } = new(RunStatus.Waiting, 0, [], null, null, 0, null, null, null, null, false);

    /// <summary>The attempt whose result was taken; 0 while there is none.</summary>
    public int CompletedAttempt { get; init; }

    /// <summary>Reasons of failures that may be the input's fault, in order; one that comes twice is deterministic.</summary>
    public ImmutableArray<string> InputFailures { get; init; } = [];

    /// <summary>Completed, without a failure since.</summary>
    internal RunState Done() =>
        this with { Status = RunStatus.Completed, Failures = 0, InputFailures = [], LastFailure = null, LastFailureKind = null };

    /// <summary>Enough failures that a person should look.</summary>
    public bool Blocked => Failures >= 5 || InputFailures.Length >= 5;
}
