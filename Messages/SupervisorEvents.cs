using ActorSearch.Search;

namespace ActorSearch.Messages;

/// <summary>A search was submitted to this store for the first time.</summary>
public sealed record SearchAdded(SearchId Search, DateTimeOffset At) : ISupervisorEvent;

/// <summary>Written first after every recovery of the supervisor; see <see cref="WriterStarted"/>.</summary>
public sealed record SupervisorStarted(string Writer, DateTimeOffset At) : ISupervisorEvent;
