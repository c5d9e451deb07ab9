using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Specs;
using static System.FormattableString;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// What a search may come to before it starts: the plan that its strategy makes when every candidate is eligible, which is an upper bound of the candidates, or
/// the budgets in the file.
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
    /// <param name="by">The strategy; null: that of the search.</param>
    /// <param name="cancel">Looked at before each level.</param>
    public static SearchEstimate For(SearchSpec spec, long? prunableWeights, Strategy? by = null, CancellationToken cancel = default)
    {
        var strategy = by ?? Strategy.Of(spec);
        var (levels, candidates, warnings) = (new SortedDictionary<int, LevelEstimate>(), new List<PastCandidate>(), new List<string>());
        var (epochs, next) = (0L, new NextRound([CandidatePath.Root], Last: false, null));
        for (var round = 0; ; round++)
        {
            var roundStart = candidates.Count;
            foreach (var path in next.Candidates)
            {
                var (cost, level) = (EpochCost.Of(spec, path), levels.GetValueOrDefault(path.Level));
                levels[path.Level] = new LevelEstimate(path.Level, 1 + (level?.Candidates ?? 0), cost + (level?.Epochs ?? 0));
                candidates.Add(Imagined(path, round));
                epochs += cost;
            }
            if (round == 0 && epochs > spec.Search.MaxEpochs) warnings.Add($"the root alone trains {epochs} epochs, more than search.max_epochs");
            if (next.Last) break;
            cancel.ThrowIfCancellationRequested();
            var history = new SearchHistory(candidates, roundStart, ImaginedTotals, epochs);
            next = strategy.IsForeseeable || spec.Search.MaxLevel == 0
                ? NextRound.Within(spec, history, strategy.Propose(spec, history), MostPlanned)
                : new NextRound([], Last: true, Cut.Estimate);
            if (next.Cut == Cut.Estimate) break;
        }
        var (deepest, planned) = (levels.Keys.Last(), candidates.Count);
        if (next.Cut == Cut.Estimate)
        {
            warnings.Add(strategy.IsForeseeable
                ? Invariant($"level {deepest + 1} brings the search to more than {MostPlanned:N0} candidates: no plan is made from there on, ")
                    + "and the numbers are the budgets in the file"
                : $"the strategy {strategy.Kind.Name()} decides by the scores it sees: the numbers are the budgets in the file");
            var most = MostOf(spec);
            deepest = spec.Search.MaxLevel;
            levels[deepest] = new LevelEstimate(deepest, most.Candidates - planned, most.Epochs - epochs);
            (planned, epochs) = most;
        }
        else if (deepest < spec.Search.MaxLevel) warnings.Add(EndsEarly(spec, deepest, next.Cut));
        if (prunableWeights is { } weights && Vanishes(spec, weights, deepest) is { } vanished) warnings.Add(vanished);
        return new SearchEstimate([.. levels.Values], planned, epochs, [.. warnings]);
    }

    /// <summary>What the budgets alone allow: no search gets more candidates, or trains more epochs.</summary>
    public static (int Candidates, long Epochs) MostOf(SearchSpec spec)
    {
        var search = spec.Search;
        var all = (long)search.MaxCandidates * search.Replicates * Math.Max(spec.Train.Epochs, spec.Train.FineTuneEpochs);
        return (search.MaxCandidates, Math.Min(search.MaxEpochs ?? long.MaxValue, all));
    }

    private static string EndsEarly(SearchSpec spec, int deepest, Cut? cut)
    {
        var search = spec.Search;
        var reason = cut switch
        {
            Cut.MaxEpochs => Invariant($"search.max_epochs ({search.MaxEpochs}) is used up"),
            Cut.MaxCandidates => $"search.max_candidates ({search.MaxCandidates}) is used up",
            _ => $"search.max_candidates ({search.MaxCandidates}) leaves a share of 0 candidates for the level after it",
        };
        return $"search.max_level {search.MaxLevel} cannot be reached: the search ends with level {deepest}, since {reason}";
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
                var how = spec.Space.ByLevel.IsEmpty ? Invariant($"rate {rate}") : "the lowest rates";
                return $"search.max_level {spec.Search.MaxLevel} cannot be reached: of {weights} prunable weights fewer than 1 is left at level {level}, " +
                    $"even at {how}";
            }
        }
        return null;
    }

    private static ObjectiveTotals ImaginedTotals { get; } = new(long.MaxValue >> 1, long.MaxValue >> 1, 1L << 60);

    /// <summary>
    /// Eligible candidates, one like another: how many there are, and what their children cost, does not depend on which of them a strategy takes.
    /// </summary>
    private static PastCandidate Imagined(CandidatePath path, int round) =>
        new(path, round, new ScoredCandidate(default, path, ImaginedScore, ImaginedTotals.Weights));

    private static Score ImaginedScore { get; } = new([.. Objective.Default.Select(_ => 1L)], true);
}
