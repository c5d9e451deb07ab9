using ActorSearch.Search.Specs;
using ActorSearch.Search.Strategies;
using ActorSearch.Search.Tests.Deciding;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Strategies;

public sealed class SearchEstimateTests
{
    [Fact]
    public void No_search_gets_more_candidates_in_all_than_estimated() => Gen.Select(Searches.Any, Gen.Int[0, 1000]).Sample((spec, seed) =>
    {
        var estimate = SearchEstimate.For(spec, null);
        var state = Simulation.Of(spec, new TableTrainer(seed, badShare: 0)).Finish().State;
        Assert.True(estimate.Levels.Length > state.Round);
        Assert.Equal(estimate.Candidates, estimate.Levels.Sum(level => level.Candidates));
        Assert.Equal(estimate.Epochs, estimate.Levels.Sum(level => level.Epochs));
        Assert.Equal(EpochCost.Of(spec, CandidatePath.Root), estimate.Levels[0].Epochs);
        Assert.Equal(estimate.Levels.Length <= spec.Search.MaxLevel, estimate.Warnings.Any(w => w.Contains("cannot be reached", StringComparison.Ordinal)));
        // Without a limit on epochs the number of candidates depends on how many are eligible alone.
        if (spec.Search.MaxEpochs is null && state.Candidates.Values.All(c => c.Eligible)) Assert.Equal(estimate.Candidates, state.Plan.Count);
    });

    [Fact]
    public void It_names_the_level_and_the_budget_that_ends_the_search()
    {
        Assert.Equal("search.max_level 7 cannot be reached: the search ends with level 0, since search.max_candidates (5) leaves a share of 0 candidates for the level after it",
            Assert.Single(Warnings(StrategyKind.ParetoBeam, 5, null)));
        Assert.Equal("search.max_level 7 cannot be reached: the search ends with level 1, since search.max_candidates (5) is used up",
            Assert.Single(Warnings(StrategyKind.Exhaustive, 5, null)));
        Assert.Equal("search.max_level 7 cannot be reached: the search ends with level 1, since search.max_epochs (30) is used up",
            Assert.Single(Warnings(StrategyKind.Exhaustive, 500, 30)));
        Assert.Empty(Warnings(StrategyKind.ParetoBeam, 100, null));
    }

    [Fact]
    public void It_warns_when_no_weight_is_left()
    {
        var warning = Assert.Single(SearchEstimate.For(Spec(StrategyKind.ParetoBeam, 100, null), 8).Warnings);
        Assert.Equal("search.max_level 7 cannot be reached: of 8 prunable weights fewer than 1 is left at level 6, even at rate 0.3", warning);
    }

    private static System.Collections.Immutable.ImmutableArray<string> Warnings(StrategyKind kind, int candidates, long? epochs) => SearchEstimate.For(Spec(kind, candidates, epochs), 1_000_000).Warnings;

    private static SearchSpec Spec(StrategyKind kind, int candidates, long? epochs) =>
        Searches.Small with { Search = new StrategySpec { Strategy = kind, MaxLevel = 7, MaxCandidates = candidates, MaxEpochs = epochs, Width = 4 } };
}
