using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// The level's share of the candidates as a uniform sample, without replacement, of all (parent, step) pairs over the eligible
/// candidates of the last level. The control that any other strategy must beat.
/// </summary>
public sealed class RandomSearch : IStrategy
{
    public IEnumerable<CandidatePath> Propose(SearchSpec spec, PlanSoFar plan)
    {
        var steps = SpaceSteps.Of(spec.Space.At(plan.Level + 1));
        var all = plan.Eligible.Length * steps.Count;
        var share = Math.Min(plan.Share(spec.Search), all);
        if (share <= 0) return [];
        var random = new CounterRandom(spec.Search.Seed, 0, plan.Level + 1, RandomPurpose.Sampling);
        return Sample(ref random, all, share).Select(pair => plan.Eligible[(int)(pair / steps.Count)].Path.Child(steps[pair % steps.Count]));
    }

    /// <summary>Distinct numbers below <paramref name="bound"/>, ascending (Floyd's method: Bentley and Floyd 1987).</summary>
    private static SortedSet<long> Sample(ref CounterRandom random, long bound, long count)
    {
        var chosen = new SortedSet<long>();
        for (var last = bound - count; last < bound; last++)
        {
            if (!chosen.Add(Next(ref random, last + 1))) chosen.Add(last);
        }
        return chosen;
    }

    private static long Next(ref CounterRandom random, long bound)
    {
        if (bound <= int.MaxValue) return random.NextInt((int)bound);
        var limit = ulong.MaxValue - ulong.MaxValue % (ulong)bound;
        ulong draw;
        do draw = (ulong)random.NextUInt32() << 32 | random.NextUInt32();
        while (draw >= limit);
        return (long)(draw % (ulong)bound);
    }
}
