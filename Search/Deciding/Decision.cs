namespace ActorSearch.Search.Deciding;

/// <summary>What came of a command: facts to persist, then an answer to give.</summary>
/// <param name="After">The state with the facts applied.</param>
public sealed record Decision(ImmutableArray<ISearchEvent> Events, SearchReply Reply, SearchState After);
