using System.Collections.Immutable;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using Akka.Actor;

namespace ActorSearch.Messages;

// A person (command line, HTTP) and the supervisor. Each is answered with one OperatorReply to its sender.

/// <summary>What a person asks of one search.</summary>
public interface IOperatorCommand : IWireMessage { SearchId Search { get; } }

/// <summary>Start the search, or continue it with larger budgets.</summary>
public sealed record Submit(SearchId Search, SearchSpec Spec, string SpecHash, string TrainingHash, string DataFingerprint) : IOperatorCommand;

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

/// <summary>What a person reads of a search; too long for one message, it comes in parts.</summary>
public enum DocumentKind
{
    /// <summary>How it stands, JSON.</summary>
    Status,

    /// <summary>`front.json`, of what is known so far.</summary>
    Front,
}

/// <summary>A part of a document; answered with <see cref="DocumentPart"/>, or with <see cref="OperatorReply"/> when there is none.</summary>
/// <param name="Offset">Bytes the asker has. From 0 the document is written anew when it has changed.</param>
public sealed record GetDocument(SearchId Search, DocumentKind Document, int Offset) : IOperatorCommand;

/// <param name="Version">Differs when the document does: parts of different versions do not belong together.</param>
/// <param name="Length">Bytes of the whole document.</param>
/// <param name="Base64">The bytes from <paramref name="Offset"/>.</param>
public sealed record DocumentPart(SearchId Search, string Version, int Offset, int Length, string Base64) : IWireMessage;

/// <summary>Which searches are there? Answered with <see cref="SearchList"/>.</summary>
/// <param name="After">The last one that the asker knows, in the order of their ids; empty = from the first.</param>
public sealed record ListSearches(string After) : IWireMessage;

/// <param name="More">There are others after the last one.</param>
public sealed record SearchList(ImmutableArray<SearchId> Searches, bool More) : IWireMessage;

/// <summary>Which trainers are there? Answered with <see cref="TrainerList"/>.</summary>
/// <param name="After">The last one that the asker knows, in the order of their names; empty = from the first.</param>
public sealed record ListTrainers(string After) : IWireMessage;

/// <param name="More">There are others after the last one.</param>
public sealed record TrainerList(ImmutableArray<TrainerEntry> Trainers, bool More) : IWireMessage;

/// <param name="Held">Attempts it runs or has unacknowledged results of.</param>
public sealed record TrainerEntry(string Trainer, int Slots, int Held, Numerics Numerics, DeviceReport? Device);
