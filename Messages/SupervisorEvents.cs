namespace ActorSearch.Messages;

/// <summary>A search was submitted to this store for the first time.</summary>
public sealed record SearchAdded(SearchId Search, DateTimeOffset At) : ISupervisorEvent;

/// <summary>
/// The search is finished or cancelled and has no work left. The supervisor recovers it only when a client asks for it. Written after the last record of the
/// search's own journal.
/// </summary>
/// <param name="Files">The files that the search keeps: the first 16 digits of each name, in order.</param>
public sealed record SearchEnded(SearchId Search, SearchStatus Status, ImmutableArray<string> Files, DateTimeOffset At) : ISupervisorEvent;

/// <summary>
/// A client submitted an ended search again. Written before the search receives the submission, so that the supervisor recovers it even if it stops in between.
/// </summary>
public sealed record SearchReopened(SearchId Search, DateTimeOffset At) : ISupervisorEvent;

/// <summary>The supervisor writes this first after each of its recoveries; see <see cref="WriterStarted"/>.</summary>
public sealed record SupervisorStarted(string Writer, DateTimeOffset At) : ISupervisorEvent;
