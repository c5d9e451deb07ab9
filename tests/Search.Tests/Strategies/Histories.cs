using ActorSearch.Search.Objectives;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search.Tests.Strategies;

/// <summary>Histories made up: scores are drawn, and some candidates are not eligible.</summary>
internal static class Histories
{
    public static ObjectiveTotals Totals { get; } = new(100, 100_000, 100_000);

    /// <summary>One of these candidates alone in its last round, after a root.</summary>
    public static SearchHistory Of(int level, IEnumerable<ScoredCandidate> eligible, ObjectiveTotals? totals = null, long epochs = 0)
    {
        List<PastCandidate> before = level == 0 ? [] : [new(CandidatePath.Root, 0, Scored(CandidatePath.Root, 0, 0))];
        return new SearchHistory(
            [.. before, .. eligible.Select(scored => new PastCandidate(scored.Path, level, scored))], before.Count, totals ?? Totals, epochs);
    }

    /// <summary>Every history of a search of the strategy, and what it proposes next.</summary>
    /// <param name="badShare">Share of the candidates that are given up, and of those that are not feasible.</param>
    public static IEnumerable<(SearchHistory History, NextRound Next)> Walk(SearchSpec spec, int seed, double badShare = 0.15)
    {
        var (random, candidates, roundStart, epochs) = (new CounterRandom(seed, 0, 0, RandomPurpose.Split), new List<PastCandidate>(), 0, 0L);
        var next = new NextRound([CandidatePath.Root], false, null);
        for (var round = 0; ; round++)
        {
            roundStart = candidates.Count;
            foreach (var path in next.Candidates)
            {
                var scored = Scored(path, random.NextInt(6), random.NextInt(8));
                var fate = path.Level == 0 ? 1 : random.NextDouble();
                if (fate < badShare) candidates.Add(new PastCandidate(path, round, null));
                else
                {
                    var infeasible = scored with { Score = scored.Score with { Feasible = false } };
                    candidates.Add(new PastCandidate(path, round, fate < 2 * badShare ? infeasible : scored));
                }
                epochs += EpochCost.Of(spec, path);
            }
            if (next.Last) yield break;
            var history = new SearchHistory([.. candidates], roundStart, Totals, epochs);
            next = NextRound.For(spec, history);
            yield return (history, next);
        }
    }

    /// <summary>Distinct candidates of one level, all eligible, in path order.</summary>
    public static List<ScoredCandidate> Parents(SearchSpec spec, int level, int count, int seed)
    {
        if (level == 0) return [Scored(CandidatePath.Root, 1, 5)];
        var random = new CounterRandom(seed, 0, level, RandomPurpose.Split);
        Step[] steps = [.. SpaceSteps.Of(spec.Space).All()];
        var paths = new SortedSet<CandidatePath>();
        for (var i = 0; i < count; i++)
        {
            var path = CandidatePath.Root;
            for (var l = 0; l < level; l++) path = path.Child(steps[random.NextInt(steps.Length)]);
            paths.Add(path);
        }
        return [.. paths.Select(path => Scored(path, random.NextInt(6), random.NextInt(8)))];
    }

    private static ScoredCandidate Scored(CandidatePath path, int missed, int auc)
    {
        var left = path.Steps.Aggregate(Totals.Weights, (weights, step) => weights - (long)(weights * step.PruningRate));
        return new ScoredCandidate(default, path, new Score([missed, left, -50_000 - auc], true), left);
    }
}
