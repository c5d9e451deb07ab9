using ActorSearch.Search.Candidates;
using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Deciding;

// Commands ask for a change and may be refused. They carry the time, so that deciding never reads a clock.

/// <summary>A request for a change of a search.</summary>
public interface ISearchCommand
{
    /// <summary>When it was given.</summary>
    DateTimeOffset At { get; }
}

/// <summary>Start the search, or continue it with larger budgets, or (same file again) nothing.</summary>
public sealed record SubmitSearch(
    SearchId Search, SearchSpec Spec, string SpecHash, string TrainingHash, string DataFingerprint, DateTimeOffset At) : ISearchCommand;

/// <summary>A slot asks for work; answered by <see cref="Granted"/> or <see cref="NothingToDo"/>.</summary>
public sealed record RequestLease(SlotId Slot, Numerics Numerics, DateTimeOffset At) : ISearchCommand;

/// <summary>A run in training has saved a checkpoint.</summary>
public sealed record RecordCheckpoint(WorkId Work, int Attempt, TrainingCheckpoint Checkpoint, DateTimeOffset At) : ISearchCommand;

/// <summary>The end of an attempt, whatever it was. Repeated until acknowledged.</summary>
public sealed record ReportOutcome(WorkId Work, int Attempt, WorkOutcome Outcome, DateTimeOffset At) : ISearchCommand;

/// <summary>The lease ran out, was handed back, or its trainer no longer has it.</summary>
public sealed record EndLease(WorkId Work, int Attempt, LeaseEnd Reason, DateTimeOffset At) : ISearchCommand;

/// <summary>Grant no leases until <see cref="ResumeSearch"/>.</summary>
public sealed record PauseSearch(string Reason, DateTimeOffset At) : ISearchCommand;

/// <summary>Grant leases again.</summary>
public sealed record ResumeSearch(DateTimeOffset At) : ISearchCommand;

/// <summary>End the search for good.</summary>
public sealed record CancelSearch(DateTimeOffset At) : ISearchCommand;
