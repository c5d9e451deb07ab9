using System.Collections.Immutable;
using System.Globalization;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>What one level may come to.</summary>
public sealed record LevelEstimate(int Level, int Candidates, long Epochs);

/// <summary>
/// What a search may come to before it starts: the plan that its strategy makes when every candidate is eligible, which is an
/// upper bound of the candidates.
/// </summary>
/// <param name="Levels">From the root's level 0 on, as far as the search gets.</param>
/// <param name="Warnings">One line each; empty when `max_level` can be reached.</param>
public sealed record SearchEstimate(ImmutableArray<LevelEstimate> Levels, int Candidates, long Epochs, ImmutableArray<string> Warnings)
{
    /// <param name="spec">The search.</param>
    /// <param name="prunableWeights">Prunable weights of the dense network; null when not known.</param>
    public static SearchEstimate For(SearchSpec spec, long? prunableWeights)
    {
        var rootEpochs = EpochCost.Of(spec, CandidatePath.Root);
        var levels = ImmutableArray.CreateBuilder<LevelEstimate>();
        levels.Add(new LevelEstimate(0, 1, rootEpochs));
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (rootEpochs > spec.Search.MaxEpochs) warnings.Add($"the root alone trains {rootEpochs} epochs, more than search.max_epochs");
        var plan = new PlanSoFar(0, Imagined([CandidatePath.Root]), ImaginedTotals, 1, rootEpochs);
        while (plan.Level < spec.Search.MaxLevel)
        {
            var next = NextRound.For(spec, plan);
            var epochs = next.Candidates.Sum(path => EpochCost.Of(spec, path));
            if (next.Candidates.Length > 0)
            {
                levels.Add(new LevelEstimate(plan.Level + 1, next.Candidates.Length, epochs));
                plan = new PlanSoFar(plan.Level + 1, Imagined(next.Candidates), ImaginedTotals, plan.Proposed + next.Candidates.Length, plan.Epochs + epochs);
            }
            if (!next.Last) continue;
            if (plan.Level < spec.Search.MaxLevel) warnings.Add(EndsEarly(spec, plan, next));
            break;
        }
        if (prunableWeights is { } weights && Vanishes(spec, weights, plan.Level) is { } vanished) warnings.Add(vanished);
        return new SearchEstimate(levels.ToImmutable(), plan.Proposed, plan.Epochs, warnings.ToImmutable());
    }

    private static string EndsEarly(SearchSpec spec, PlanSoFar plan, NextRound next)
    {
        var reason = next.Cut switch
        {
            "max_epochs" => string.Create(CultureInfo.InvariantCulture, $"search.max_epochs ({spec.Search.MaxEpochs}) is used up"),
            "max_candidates" => $"search.max_candidates ({spec.Search.MaxCandidates}) is used up",
            _ => $"search.max_candidates ({spec.Search.MaxCandidates}) leaves a share of 0 candidates for the level after it",
        };
        return $"search.max_level {spec.Search.MaxLevel} cannot be reached: the search ends with level {plan.Level}, since {reason}";
    }

    private static string? Vanishes(SearchSpec spec, long weights, int levels)
    {
        var left = (double)weights;
        for (var level = 1; level <= levels; level++)
        {
            var rate = spec.Space.At(level).PruningRate.Min();
            left *= 1 - rate;
            if (left < 1)
            {
                var how = spec.Space.ByLevel.IsEmpty ? string.Create(CultureInfo.InvariantCulture, $"rate {rate}") : "the lowest rates";
                return $"search.max_level {spec.Search.MaxLevel} cannot be reached: of {weights} prunable weights fewer than 1 is left at level {level}, even at {how}";
            }
        }
        return null;
    }

    private static ObjectiveTotals ImaginedTotals { get; } = new(long.MaxValue >> 1, long.MaxValue >> 1, 1L << 60);

    /// <summary>Eligible candidates of the density their path comes to, each later in path order better than those before.</summary>
    private static ImmutableArray<ScoredCandidate> Imagined(ImmutableArray<CandidatePath> paths) =>
    [
        .. paths.Select((path, i) => new ScoredCandidate(default, path, new CandidateScore(
            paths.Length - i, (long)path.Steps.Aggregate((double)(1L << 60), (left, step) => left * (1 - step.PruningRate)), i, true))),
    ];
}
