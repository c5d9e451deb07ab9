using System.Collections.Immutable;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>The next round of a plan, within its budgets.</summary>
/// <param name="Candidates">In path order; may be empty.</param>
/// <param name="Last">No round follows: the levels are used up, the strategy has no more, or a budget cut this round.</param>
/// <param name="Cut">The budget that cut it (`max_candidates` or `max_epochs`), null when none did.</param>
public sealed record NextRound(ImmutableArray<CandidatePath> Candidates, bool Last, string? Cut)
{
    /// <summary>
    /// What the strategy proposes, cut in path order at the first candidate that would exceed a budget; after a cut the search
    /// ends, so that a cheaper candidate of a later level cannot slip in.
    /// </summary>
    public static NextRound For(SearchSpec spec, PlanSoFar plan)
    {
        var search = spec.Search;
        if (plan.Level >= search.MaxLevel || plan.Eligible.IsEmpty) return new NextRound([], true, null);
        var round = ImmutableArray.CreateBuilder<CandidatePath>();
        var epochs = plan.Epochs;
        string? cut = null;
        foreach (var path in StrategyRegistry.For(search.Strategy).Propose(spec, plan))
        {
            epochs += EpochCost.Of(spec, path);
            cut = plan.Proposed + round.Count >= search.MaxCandidates ? "max_candidates"
                : epochs > search.MaxEpochs ? "max_epochs" : null;
            if (cut is not null) break;
            round.Add(path);
        }
        var last = cut is not null || round.Count == 0 || plan.Level + 1 == search.MaxLevel;
        return new NextRound(round.ToImmutable(), last, cut);
    }
}

/// <summary>Epochs a candidate trains, over all its runs; known before it is proposed.</summary>
public static class EpochCost
{
    public static long Of(SearchSpec spec, CandidatePath path) => (long)spec.Search.Replicates * OfRun(spec, path);

    /// <summary>The root and `reinit` train all epochs, a rewound child those from its rewind point, `none` the fine-tuning ones.</summary>
    public static int OfRun(SearchSpec spec, CandidatePath path) => path.Level == 0 ? spec.Train.Epochs : path.Last.Rewind switch
    {
        { Kind: RewindKind.None } => spec.Train.FineTuneEpochs,
        { Kind: RewindKind.Reinit } => spec.Train.Epochs,
        var rewind => Math.Max(0, spec.Train.Epochs - rewind.Epoch),
    };
}
