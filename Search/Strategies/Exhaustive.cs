using ActorSearch.Search.Objectives;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>Every child of every eligible candidate of the last level.</summary>
public sealed class Exhaustive : LevelByLevel
{
    /// <inheritdoc/>
    public override StrategyKind Kind => StrategyKind.Exhaustive;

    /// <inheritdoc/>
    protected override Proposal Children(SearchSpec spec, SearchHistory history, ImmutableArray<ScoredCandidate> eligible, SpaceSteps steps) =>
        new(eligible.SelectMany(parent => steps.All(), (parent, step) => parent.Path.Child(step)));
}
