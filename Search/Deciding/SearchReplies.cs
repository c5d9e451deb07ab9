using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Deciding;

/// <summary>What `decide` answers besides events. Expected refusals are values, not exceptions.</summary>
public abstract record SearchReply;

/// <summary>Done, or done before.</summary>
public sealed record Accepted : SearchReply;

/// <param name="Reason">One line for a person.</param>
public sealed record Refused(string Reason) : SearchReply;

/// <summary>The attempt is over or unknown: a trainer that runs it must stop. Late results end here.</summary>
public sealed record StaleAttempt : SearchReply;

/// <summary>A slot gets this work.</summary>
public sealed record Granted(WorkOrder Order) : SearchReply;

/// <param name="RetryAt">When work that backs off becomes ready; null when only an outcome can bring new work.</param>
/// <param name="Reason">Set when this slot can never get work of this search (other numerics).</param>
public sealed record NothingToDo(DateTimeOffset? RetryAt, string? Reason) : SearchReply;
