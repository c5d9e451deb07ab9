using Akka.Actor;

namespace ActorSearch.Messages;

// A person (command line, HTTP) and the supervisor. Each is answered with one OperatorReply to its sender.

/// <summary>What a person asks of one search.</summary>
public interface IOperatorCommand
{
    /// <summary>The search.</summary>
    SearchId Search { get; }
}

/// <summary>Start the search, or continue it with larger budgets.</summary>
/// <param name="Trace">The span that asks for it, as W3C writes it; null where nothing is traced.</param>
public sealed record Submit(
    SearchId Search, SearchSpec Spec, string SpecHash, string TrainingHash, string DataFingerprint, string? Trace = null) : IOperatorCommand, IWireMessage;

/// <summary>Grant no more work; what runs is handed back with a checkpoint.</summary>
public sealed record Pause(SearchId Search, string Reason) : IOperatorCommand, IWireMessage;

/// <summary>Grant work again.</summary>
public sealed record Resume(SearchId Search) : IOperatorCommand, IWireMessage;

/// <summary>End the search for good; what runs is stopped.</summary>
public sealed record Cancel(SearchId Search) : IOperatorCommand, IWireMessage;

/// <summary>How does it stand?</summary>
public sealed record GetSearch(SearchId Search) : IOperatorCommand, IWireMessage;

/// <summary>The answer to any of them.</summary>
/// <param name="Refusal">Why not, in one line; null when it was done.</param>
/// <param name="Status">The search's status afterwards.</param>
public sealed record OperatorReply(SearchId Search, string? Refusal, SearchStatus Status) : IWireMessage;

/// <summary>The answer to anything while the journal of what was asked for fails: it is tried again until it works.</summary>
/// <param name="Reason">One line.</param>
public sealed record JournalAway(string Reason, DateTimeOffset Since, DateTimeOffset RetryAt) : IWireMessage;

/// <summary>Which coordinator is active? Answered with <see cref="ActiveCoordinator"/>, even while its journal fails.</summary>
public sealed record FindActive : IWireMessage;

/// <param name="Searches">Answers operators; within its own process it also writes documents.</param>
/// <param name="Http">Where other coordinators reach its HTTP interface; null: its HTTP interface serves its own machine only.</param>
public sealed record ActiveCoordinator(IActorRef Searches, string? Http) : IWireMessage;

/// <summary>Which searches are there? Answered with <see cref="SearchList"/>.</summary>
/// <param name="After">The last one that the asker knows, in the order of their ids; empty = from the first.</param>
public sealed record ListSearches(string After) : IWireMessage;

/// <param name="More">There are others after the last one.</param>
/// <param name="Unready">Why not every unfinished search answers yet, in one line; null when all do, and from a coordinator that does not tell.</param>
public sealed record SearchList(ImmutableArray<SearchId> Searches, bool More, string? Unready = null) : IWireMessage;

/// <summary>Which trainers are there? Answered with <see cref="TrainerList"/>.</summary>
/// <param name="After">The last one that the asker knows, in the order of their names; empty = from the first.</param>
public sealed record ListTrainers(string After) : IWireMessage;

/// <param name="More">There are others after the last one.</param>
public sealed record TrainerList(ImmutableArray<TrainerEntry> Trainers, bool More) : IWireMessage;

/// <param name="Held">Attempts it runs or has unacknowledged results of.</param>
/// <param name="Work">These attempts, the first hundred of them; null from a coordinator that does not tell.</param>
public sealed record TrainerEntry(string Trainer, int Slots, int Held, Numerics Numerics, DeviceReport? Device, ImmutableArray<HeldWork>? Work = null);
