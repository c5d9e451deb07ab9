using ActorSearch.Search.Objectives;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>A strategy whose rounds are the levels of the tree: each round holds children of the round before, and `max_level` is the last.</summary>
public abstract class LevelByLevel : Strategy
{
    /// <inheritdoc/>
    public sealed override bool IsForeseeable => true;

    /// <inheritdoc/>
    public sealed override Proposal Propose(SearchSpec spec, SearchHistory history)
    {
        var level = history.Round + 1;
        if (level > spec.Search.MaxLevel) return new Proposal([], Last: true);
        var steps = SpaceSteps.Of(spec.Space.At(level));
        var eligible = history.LastRound.Where(candidate => candidate.Eligible).Select(candidate => candidate.Scored!);
        return Children(spec, history, [.. eligible], steps) with { Last = level == spec.Search.MaxLevel };
    }

    /// <summary>An even share of the candidates left for each level left, for the next level; whole. The root counts as proposed.</summary>
    public static int Share(SearchSpec spec, SearchHistory history) =>
        (spec.Search.MaxCandidates - history.Candidates.Count) / (spec.Search.MaxLevel - history.Round);

    /// <summary>Where the draws of the next level come from.</summary>
    protected static CounterRandom Random(SearchSpec spec, SearchHistory history) =>
        new(spec.Search.Seed, 0, history.Round + 1, RandomPurpose.Sampling);

    /// <summary>Children of the level after the last.</summary>
    /// <param name="eligible">The eligible candidates of the last round, in path order.</param>
    /// <param name="steps">The steps of the new level.</param>
    protected abstract Proposal Children(SearchSpec spec, SearchHistory history, ImmutableArray<ScoredCandidate> eligible, SpaceSteps steps);
}
