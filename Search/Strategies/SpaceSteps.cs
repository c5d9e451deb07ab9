using ActorSearch.Search.Candidates;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

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
