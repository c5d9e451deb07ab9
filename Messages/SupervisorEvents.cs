using System.Collections.Immutable;
using ActorSearch.Search;

namespace ActorSearch.Messages;

/// <summary>A search was submitted to this store for the first time.</summary>
public sealed record SearchAdded(SearchId Search, DateTimeOffset At) : ISupervisorEvent;

/// <summary>
/// The search is finished or cancelled, and nothing of it is left to do: it is not recovered until someone asks for it. Written after the search's own last
/// record.
/// </summary>
/// <param name="Files">The files that it keeps: the first 16 digits of each name, in order.</param>
public sealed record SearchEnded(SearchId Search, SearchStatus Status, ImmutableArray<string> Files, DateTimeOffset At) : ISupervisorEvent;

/// <summary>
/// The search had ended and is submitted again. Written before the search sees the submission, so that it is recovered whatever comes of that.
/// </summary>
public sealed record SearchReopened(SearchId Search, DateTimeOffset At) : ISupervisorEvent;

/// <summary>Written first after every recovery of the supervisor; see <see cref="WriterStarted"/>.</summary>
public sealed record SupervisorStarted(string Writer, DateTimeOffset At) : ISupervisorEvent;
