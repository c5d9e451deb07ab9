using System.Collections.Immutable;
using System.Globalization;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>What one level may come to.</summary>
/// <param name="Level">The level; where an estimate stopped early, the last one stands for all from the one before it on.</param>
/// <param name="Candidates">Candidates to train.</param>
/// <param name="Epochs">Epochs these train.</param>
public sealed record LevelEstimate(int Level, int Candidates, long Epochs);

/// <summary>
/// What a search may come to before it starts: the plan that its strategy makes when every candidate is eligible, which is an
/// upper bound of the candidates.
/// </summary>
/// <param name="Levels">From the root's level 0 on, as far as the search gets.</param>
/// <param name="Warnings">One line each; empty when `max_level` can be reached.</param>
public sealed record SearchEstimate(ImmutableArray<LevelEstimate> Levels, int Candidates, long Epochs, ImmutableArray<string> Warnings)
{
    /// <summary>
    /// Largest number of candidates that is planned in full, for ten million take gigabytes. For larger searches the file's budgets are reported.
    /// </summary>
    public const int MostPlanned = 100_000;

    /// <param name="spec">The search.</param>
    /// <param name="prunableWeights">Prunable weights of the dense network; null when not known.</param>
    /// <param name="cancel">Looked at before each level.</param>
    public static SearchEstimate For(SearchSpec spec, long? prunableWeights, CancellationToken cancel = default)
    {
        var rootEpochs = EpochCost.Of(spec, CandidatePath.Root);
        var levels = ImmutableArray.CreateBuilder<LevelEstimate>();
        levels.Add(new LevelEstimate(0, 1, rootEpochs));
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (rootEpochs > spec.Search.MaxEpochs) warnings.Add($"the root alone trains {rootEpochs} epochs, more than search.max_epochs");
        var plan = new PlanSoFar(0, Imagined([CandidatePath.Root]), ImaginedTotals, 1, rootEpochs);
        while (plan.Level < spec.Search.MaxLevel)
        {
            cancel.ThrowIfCancellationRequested();
            if (plan.Proposed + MostOfNext(spec, plan) > MostPlanned)
            {
                var (candidates, most) = MostOf(spec);
                warnings.Add(string.Create(CultureInfo.InvariantCulture,
                    $"level {plan.Level + 1} brings the search to more than {MostPlanned:N0} candidates: no plan is made from there on, " +
                    $"and the numbers are the budgets in the file"));
                levels.Add(new LevelEstimate(spec.Search.MaxLevel, candidates - plan.Proposed, most - plan.Epochs));
                plan = plan with { Level = spec.Search.MaxLevel, Proposed = candidates, Epochs = most };
                break;
            }
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

    /// <summary>What the budgets alone allow: no search gets more candidates, or trains more epochs.</summary>
    public static (int Candidates, long Epochs) MostOf(SearchSpec spec)
    {
        var search = spec.Search;
        var all = (long)search.MaxCandidates * search.Replicates * Math.Max(spec.Train.Epochs, spec.Train.FineTuneEpochs);
        return (search.MaxCandidates, Math.Min(search.MaxEpochs ?? long.MaxValue, all));
    }

    /// <summary>How many candidates a strategy makes for the next level, at most, before a budget cuts them.</summary>
    private static long MostOfNext(SearchSpec spec, PlanSoFar plan)
    {
        var (search, space) = (spec.Search, spec.Space.At(plan.Level + 1));
        var parents = search.Strategy == StrategyKind.ParetoBeam ? Math.Min(search.Width, plan.Eligible.Length) : plan.Eligible.Length;
        var children = (long)parents * space.PruningRate.Length * space.ClassCost.Length * space.Rewind.Length;
        if (search.Strategy != StrategyKind.Exhaustive) return Math.Min(children, Math.Max(0, plan.Share(search)));
        // It makes them one by one, and each trains an epoch at least.
        return Math.Min(children, Math.Min(search.MaxCandidates - plan.Proposed, ((search.MaxEpochs ?? long.MaxValue) - plan.Epochs) / search.Replicates));
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

    /// <summary>
    /// Eligible candidates, one like another: how many there are, and what their children cost, does not depend on which of them a strategy takes.
    /// </summary>
    private static ImmutableArray<ScoredCandidate> Imagined(ImmutableArray<CandidatePath> paths) =>
        [.. paths.Select(path => new ScoredCandidate(default, path, ImaginedScore, ImaginedTotals.Weights))];

    private static Score ImaginedScore { get; } = new([.. Objective.Default.Select(_ => 1L)], true);
}
