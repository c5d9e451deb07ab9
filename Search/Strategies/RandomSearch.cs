using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// The level's share of the candidates as a uniform sample, without replacement, of all (parent, step) pairs over the eligible
/// candidates of the last level. The control that any other strategy must beat.
/// </summary>
public sealed class RandomSearch : LevelByLevel
{
    /// <inheritdoc/>
    public override StrategyKind Kind => StrategyKind.Random;

    /// <inheritdoc/>
    protected override Proposal Children(SearchSpec spec, SearchHistory history, ImmutableArray<ScoredCandidate> eligible, SpaceSteps steps)
    {
        var all = eligible.Length * steps.Count;
        var share = Math.Max(0, Math.Min(Share(spec, history), all));
        return new Proposal(Sampled(), AtOnce: share);

        IEnumerable<CandidatePath> Sampled()
        {
            var random = Random(spec, history);
            foreach (var pair in Sample(ref random, all, share)) yield return eligible[(int)(pair / steps.Count)].Path.Child(steps[pair % steps.Count]);
        }
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
