using System.Collections.Immutable;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using Akka.Actor;

namespace ActorSearch.Messages;

// A person (command line, HTTP) and the supervisor. Each is answered with one OperatorReply to its sender.

/// <summary>What a person asks of one search.</summary>
public interface IOperatorCommand : IWireMessage { SearchId Search { get; } }

/// <summary>Start the search, or continue it with larger budgets.</summary>
/// <param name="Trace">The span that asks for it, as W3C writes it; null where nothing is traced.</param>
public sealed record Submit(SearchId Search, SearchSpec Spec, string SpecHash, string TrainingHash, string DataFingerprint, string? Trace = null) : IOperatorCommand;

/// <summary>Grant no more work; what runs is handed back with a checkpoint.</summary>
public sealed record Pause(SearchId Search, string Reason) : IOperatorCommand;

public sealed record Resume(SearchId Search) : IOperatorCommand;

/// <summary>End the search for good; what runs is stopped.</summary>
public sealed record Cancel(SearchId Search) : IOperatorCommand;

/// <summary>How does it stand?</summary>
public sealed record GetSearch(SearchId Search) : IOperatorCommand;

/// <summary>The answer to any of them.</summary>
/// <param name="Refusal">Why not, in one line; null when it was done.</param>
/// <param name="Status">The search's status afterwards.</param>
public sealed record OperatorReply(SearchId Search, string? Refusal, SearchStatus Status) : IWireMessage;

/// <summary>The answer to anything while the journal of what was asked for fails: it is tried again until it works.</summary>
/// <param name="Reason">One line.</param>
public sealed record JournalAway(string Reason, DateTimeOffset Since, DateTimeOffset RetryAt) : IWireMessage;

/// <summary>What a person reads of a search; too long for one message, it comes in parts.</summary>
public enum DocumentKind
{
    /// <summary>How it stands, JSON.</summary>
    Status,

    /// <summary>`front.json`, of what is known so far.</summary>
    Front,

    /// <summary>One page of the candidates, JSON; which one, says a <see cref="CandidateQuery"/>.</summary>
    Candidates,

    /// <summary>One candidate with its settings, results and curves, JSON.</summary>
    Candidate,

    /// <summary>The slots that work for the search and how far they are, JSON.</summary>
    Slots,

    /// <summary>The front, and of the other candidates one for every neighbourhood, JSON.</summary>
    Points,

    /// <summary>How the front grew, JSON.</summary>
    History,

    /// <summary>The tree's levels, and the nodes worth a look, JSON.</summary>
    Tree,
}

/// <summary>A part of a document; answered with <see cref="DocumentPart"/>, or with <see cref="OperatorReply"/> when there is none.</summary>
/// <param name="Offset">Bytes the asker has. From 0 the document is written anew when it has changed.</param>
/// <param name="Query">For <see cref="DocumentKind.Candidates"/>.</param>
/// <param name="Candidate">For <see cref="DocumentKind.Candidate"/>: the id, a unique beginning of it, or `root`.</param>
/// <param name="Version">The version whose next part is wanted; null at the first.</param>
public sealed record GetDocument(SearchId Search, DocumentKind Document, int Offset, CandidateQuery? Query = null, string? Candidate = null, string? Version = null) : IOperatorCommand;

/// <summary>What the candidates of a page are sorted by; those that have no such figure yet come last.</summary>
public enum CandidateOrder { Proposed, Level, FalseNegatives, FalsePositives, Sparsity, Auc, Epochs }

/// <summary>Which candidates of the present plan a page shows. Null, and no states: whatever they are.</summary>
/// <param name="States">As in candidates.csv: waiting, running, done, ...</param>
/// <param name="PruningRate">Of the last step, as the two after it.</param>
/// <param name="Parent">The parent's id.</param>
/// <param name="Offset">Candidates left out at the beginning.</param>
/// <param name="Limit">Candidates on the page, at most.</param>
public sealed record CandidateQuery(
    ImmutableArray<string> States, int? Level, double? PruningRate, double? ClassCost, RewindPoint? Rewind, bool? OnFront, string? Parent,
    CandidateOrder Order, bool Descending, int Offset, int Limit);

/// <param name="Version">Differs when the document does: parts of different versions do not belong together.</param>
/// <param name="Length">Bytes of the whole document.</param>
/// <param name="Base64">The bytes from <paramref name="Offset"/>.</param>
public sealed record DocumentPart(SearchId Search, string Version, int Offset, int Length, string Base64) : IWireMessage;

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
