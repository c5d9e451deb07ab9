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

/// <summary>
/// The steps of a space: the product of its three lists, without repeats, in the order of <see cref="Step"/>. Never held as a whole, for a small file may
/// stand for 10^11 of them.
/// </summary>
/// <param name="Rates">Pruning rates, ascending.</param>
/// <param name="Costs">Class costs, ascending.</param>
/// <param name="Rewinds">Rewind points, in their order.</param>
public sealed record SpaceSteps(ImmutableArray<double> Rates, ImmutableArray<double> Costs, ImmutableArray<RewindPoint> Rewinds)
{
    /// <summary>The steps of one level's space.</summary>
    public static SpaceSteps Of(SpaceSpec space) =>
        new([.. space.PruningRate.Distinct().Order()], [.. space.ClassCost.Distinct().Order()], [.. space.Rewind.Distinct().Order()]);

    /// <summary>How many there are.</summary>
    public long Count => (long)Rates.Length * Costs.Length * Rewinds.Length;

    /// <summary>A step by its place in the order.</summary>
    public Step this[long at] => new(
        Rates[(int)(at / Rewinds.Length / Costs.Length)], Costs[(int)(at / Rewinds.Length % Costs.Length)], Rewinds[(int)(at % Rewinds.Length)]);

    /// <summary>One after another, in order.</summary>
    public IEnumerable<Step> All()
    {
        for (long at = 0; at < Count; at++) yield return this[at];
    }
}
