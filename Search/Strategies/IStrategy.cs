using System.Collections.Immutable;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// Decides, level by level, which candidates come next. Pure: the same specification and plan give the same proposal, whoever
/// asks and whenever.
/// </summary>
public interface IStrategy
{
    /// <summary>
    /// The candidates of level <c>plan.Level + 1</c>, distinct, in path order; empty when there are none. Budgets are cut by
    /// <see cref="NextRound"/>, which stops enumerating there.
    /// </summary>
    IEnumerable<CandidatePath> Propose(SearchSpec spec, PlanSoFar plan);
}

/// <summary>What a strategy may know: the plan up to its last level, all of whose candidates are in.</summary>
/// <param name="Level">The last level proposed; 0 is the root's.</param>
/// <param name="Eligible">Eligible candidates of that level, in path order.</param>
/// <param name="Totals">What the numbers of a score are shares of.</param>
/// <param name="Proposed">Candidates proposed so far, the root included.</param>
/// <param name="Epochs">Epochs these cost (see <see cref="EpochCost"/>).</param>
public sealed record PlanSoFar(int Level, ImmutableArray<ScoredCandidate> Eligible, ObjectiveTotals Totals, int Proposed, long Epochs)
{
    /// <summary>An even share of the candidates left for each level left, for the next level.</summary>
    public int Share(StrategySpec search) => (search.MaxCandidates - Proposed) / (search.MaxLevel - Level);
}

/// <summary>The strategy of each kind.</summary>
public static class StrategyRegistry
{
    public static IStrategy For(StrategyKind kind) => kind switch
    {
        StrategyKind.ParetoBeam => new ParetoBeam(),
        StrategyKind.Exhaustive => new Exhaustive(),
        StrategyKind.Random => new RandomSearch(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such strategy"),
    };
}

/// <summary>The steps of a space.</summary>
public static class SpaceSteps
{
    /// <summary>The product of the three lists, without repeats, in the order of <see cref="Step"/>.</summary>
    public static ImmutableArray<Step> Of(SpaceSpec space) =>
    [
        .. from rate in space.PruningRate.Distinct().Order()
           from cost in space.ClassCost.Distinct().Order()
           from rewind in space.Rewind.Distinct().Order()
           select new Step(rate, cost, rewind),
    ];
}
