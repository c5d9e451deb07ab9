using ActorSearch.Search.Candidates;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>The next round of a plan, within its budgets.</summary>
/// <param name="Candidates">In path order; may be empty.</param>
/// <param name="Last">No round follows: the strategy has no more, or a budget cut this round.</param>
/// <param name="Cut">What cut it; null when nothing did.</param>
public sealed record NextRound(ImmutableArray<CandidatePath> Candidates, bool Last, Cut? Cut)
{
    /// <summary>
    /// What the strategy proposes, cut at the first candidate that would exceed a budget; after a cut the search ends, so that a cheaper candidate of a later
    /// round cannot slip in.
    /// </summary>
    /// <param name="most">Candidates of the whole plan from which on an estimate gives up.</param>
    /// <exception cref="InvalidOperationException">The strategy proposes a child of a candidate that cannot be expanded.</exception>
    public static NextRound For(SearchSpec spec, SearchHistory history, int most = int.MaxValue) =>
        Within(spec, history, Strategy.Of(spec).Propose(spec, history), most);

    /// <summary>A proposal within the budgets of its search.</summary>
    internal static NextRound Within(SearchSpec spec, SearchHistory history, Proposal proposal, int most = int.MaxValue)
    {
        var (search, epochs, round, cut) = (spec.Search, history.Epochs, new List<CandidatePath>(), (Cut?)null);
        if (history.Candidates.Count + proposal.AtOnce > most) return new NextRound([], true, Strategies.Cut.Estimate);
        // Null as long as they come in path order, and so are distinct.
        HashSet<CandidatePath>? seen = null;
        PastCandidate? parent = null;
        foreach (var path in proposal.Candidates)
        {
            if (path.Level > search.MaxLevel) continue;
            if (parent is null || !path.Steps.AsSpan()[..^1].SequenceEqual(parent.Path.Steps.AsSpan())) parent = Expandable(spec, history, path.Parent);
            if (round.Count > 0 && round[^1].CompareTo(path) >= 0) seen ??= [.. round];
            // The children of the last round cannot be in the plan yet.
            if (seen?.Add(path) == false || (parent.Round < history.Round && history.Find(path) is not null)) continue;
            epochs += EpochCost.Of(spec, path);
            var planned = history.Candidates.Count + round.Count;
            cut = planned >= search.MaxCandidates ? Strategies.Cut.MaxCandidates : epochs > search.MaxEpochs ? Strategies.Cut.MaxEpochs
                : planned >= most ? Strategies.Cut.Estimate : null;
            if (cut is not null) break;
            round.Add(path);
        }
        if (seen is not null) round.Sort();
        return new NextRound([.. round], cut is not null || round.Count == 0 || proposal.Last, cut);
    }

    private static PastCandidate Expandable(SearchSpec spec, SearchHistory history, CandidatePath path) =>
        history.Find(path) is { Eligible: true } parent ? parent
            : throw new InvalidOperationException($"the strategy {spec.Search.Strategy.Name()} expands {path}, which is no eligible candidate");
}
