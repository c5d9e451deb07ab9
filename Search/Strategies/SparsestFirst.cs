using ActorSearch.Search.Objectives;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// Every child of the `width` sparsest eligible candidates of the last level, within an even share of the candidates left for each level: the shortest way
/// down to a small network that keeps the limits.
/// </summary>
public sealed class SparsestFirst : LevelByLevel
{
    /// <inheritdoc/>
    public override StrategyKind Kind => StrategyKind.SparsestFirst;

    /// <inheritdoc/>
    protected override Proposal Children(SearchSpec spec, SearchHistory history, ImmutableArray<ScoredCandidate> eligible, SpaceSteps steps)
    {
        var parents = eligible.OrderBy(candidate => candidate.WeightsLeft).ThenBy(candidate => candidate.Path).Take(spec.Search.Width);
        return new Proposal(parents.SelectMany(parent => steps.All(), (parent, step) => parent.Path.Child(step)).Take(Math.Max(0, Share(spec, history))));
    }
}
