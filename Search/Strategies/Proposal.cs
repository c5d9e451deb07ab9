using ActorSearch.Search.Candidates;

namespace ActorSearch.Search.Strategies;

/// <summary>What a strategy wants to train next.</summary>
/// <param name="Candidates">The most wanted first. Those that are in the plan already, or lie below `max_level`, are passed over.</param>
/// <param name="Last">The strategy has nothing to propose after this round.</param>
/// <param name="AtOnce">How many candidates are drawn together when the first one is asked for; 0 when they are made one by one.</param>
public sealed record Proposal(IEnumerable<CandidatePath> Candidates, bool Last = false, long AtOnce = 0);
