using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Searches;

// Supervisor and searches: always on one node.

/// <summary>Search to supervisor: it is finished or cancelled, and nothing of it is left to do. Answered with <see cref="EndSearch"/>.</summary>
internal sealed record SearchAtEnd(SearchId Search) : ILocalMessage;

/// <summary>Supervisor to search: if it is still at its end when this comes, it may say so for good.</summary>
/// <param name="Submissions">How many the supervisor has passed on to it: another one may be on its way when the answer comes.</param>
internal sealed record EndSearch(int Submissions) : ILocalMessage;

/// <summary>Search to supervisor: at its end, with everything written that was asked of it before <see cref="EndSearch"/>.</summary>
/// <param name="Files">As in <see cref="SearchEnded"/>.</param>
internal sealed record SearchOver(SearchId Search, SearchStatus Status, ImmutableArray<string> Files, int Submissions) : ILocalMessage;

/// <summary>
/// Supervisor to an ended search: stop when everything that was asked before is answered. The search's reader returns it when it has written all.
/// </summary>
internal sealed record Leave : ILocalMessage;
