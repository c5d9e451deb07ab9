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
        var estimate = SearchEstimate.For(spec, null, cancel: TestContext.Current.CancellationToken);
        var state = Simulation.Of(spec, Tables.Rough(seed, 0)).Finish().State;
        Assert.True(estimate.Levels[^1].Level >= state.Level && estimate.Candidates >= state.Plan.Count);
        Assert.Equal(estimate.Candidates, estimate.Levels.Sum(level => level.Candidates));
        Assert.Equal(estimate.Epochs, estimate.Levels.Sum(level => level.Epochs));
        Assert.Equal(EpochCost.Of(spec, CandidatePath.Root), estimate.Levels[0].Epochs);
        if (!Strategy.Of(spec).IsForeseeable) return;
        Assert.Equal(estimate.Levels.Length <= spec.Search.MaxLevel, estimate.Warnings.Any(w => w.Contains("cannot be reached", StringComparison.Ordinal)));
        // Without a limit on epochs the number of candidates depends on how many are eligible alone.
        if (spec.Search.MaxEpochs is null && state.Candidates.Values.All(c => c.Eligible)) Assert.Equal(estimate.Candidates, state.Plan.Count);
    });

    [Fact]
    public void It_names_the_level_and_the_budget_that_ends_the_search()
    {
        Assert.Equal(
            "search.max_level 7 cannot be reached: the search ends with level 0, "
            + "since search.max_candidates (5) leaves a share of 0 candidates for the level after it",
            Assert.Single(Warnings(StrategyKind.ParetoBeam, 5, null)));
        Assert.Equal("search.max_level 7 cannot be reached: the search ends with level 1, since search.max_candidates (5) is used up",
            Assert.Single(Warnings(StrategyKind.Exhaustive, 5, null)));
        Assert.Equal("search.max_level 7 cannot be reached: the search ends with level 1, since search.max_epochs (30) is used up",
            Assert.Single(Warnings(StrategyKind.Exhaustive, 500, 30)));
        Assert.Empty(Warnings(StrategyKind.ParetoBeam, 100, null));
    }

    private sealed class Learner : Strategy
    {
        public override StrategyKind Kind => StrategyKind.Random;

        public override Proposal Propose(SearchSpec spec, SearchHistory history) => new([CandidatePath.Root.Child(new Step(0.5, 1, RewindPoint.None))]);
    }

    [Fact]
    public void Of_a_strategy_that_decides_by_scores_it_has_the_budgets()
    {
        var estimate = SearchEstimate.For(Searches.Small, null, new Learner(), TestContext.Current.CancellationToken);
        Assert.Equal([(0, 1, 8L), (3, 23, 24 * 8L - 8)], estimate.Levels.Select(level => (level.Level, level.Candidates, level.Epochs)));
        Assert.Equal((24, 24 * 8L), (estimate.Candidates, estimate.Epochs));
        Assert.Equal("the strategy random decides by the scores it sees: the numbers are the budgets in the file", Assert.Single(estimate.Warnings));
        var root = SearchEstimate.For(
            Searches.Small with { Search = new StrategySpec { MaxLevel = 0 } }, null, new Learner(), TestContext.Current.CancellationToken);
        Assert.Equal((1, 4), (root.Candidates, root.Epochs));
        Assert.Empty(root.Warnings);
    }

    [Fact]
    public void It_warns_when_no_weight_is_left()
    {
        var warning = Assert.Single(SearchEstimate.For(Spec(StrategyKind.ParetoBeam, 100, null), 8, cancel: TestContext.Current.CancellationToken).Warnings);
        Assert.Equal("search.max_level 7 cannot be reached: of 8 prunable weights fewer than 1 is left at level 6, even at rate 0.3", warning);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(StrategyKind.ParetoBeam, 2, 1_000_000)]
    [InlineData(StrategyKind.ParetoBeam, 3, 2_000)]
    [InlineData(StrategyKind.Exhaustive, 2, 8)]
    [InlineData(StrategyKind.Random, 2, 8)]
    public async Task A_small_file_that_stands_for_millions_of_candidates_is_told_by_its_budgets(StrategyKind kind, int levels, int width)
    {
        var search = new StrategySpec { Strategy = kind, Width = width, MaxLevel = levels, MaxCandidates = 10_000_000, Replicates = 3 };
        var spec = Hundred() with { Search = search };
        var estimate = await Task.Run(
            () => SearchEstimate.For(spec, null, cancel: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal((10_000_000, 10_000_000L * 3 * 100), (estimate.Candidates, estimate.Epochs));
        Assert.Equal((levels, estimate.Candidates), (estimate.Levels[^1].Level, estimate.Levels.Sum(level => level.Candidates)));
        Assert.Equal("level 1 brings the search to more than 100,000 candidates: no plan is made from there on, and the numbers are the budgets in the file",
            Assert.Single(estimate.Warnings));
    }

    [Fact(Timeout = 60_000)]
    public async Task As_many_candidates_as_are_planned_are_planned_soon()
    {
        var spec = Hundred() with { Search = new StrategySpec { Width = 30_000, MaxLevel = 3, MaxCandidates = SearchEstimate.MostPlanned } };
        var estimate = await Task.Run(
            () => SearchEstimate.For(spec, null, cancel: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal((SearchEstimate.MostPlanned, 4), (estimate.Candidates, estimate.Levels.Length));
        // A tight budget of epochs ends an exhaustive search early, however many steps there are.
        spec = spec with { Search = spec.Search with { Strategy = StrategyKind.Exhaustive, MaxCandidates = 10_000_000, MaxEpochs = 1000 } };
        estimate = await Task.Run(() => SearchEstimate.For(spec, null, cancel: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.InRange(estimate.Candidates, 5, 20);
        Assert.Contains("search.max_epochs (1000) is used up", Assert.Single(estimate.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_plans_for_who_has_left() =>
        Assert.Throws<OperationCanceledException>(() => SearchEstimate.For(Searches.Small, null, cancel: new CancellationToken(canceled: true)));

    private static SearchSpec Hundred() => Searches.Small with
    {
        Train = new TrainSpec { Epochs = 100, FineTuneEpochs = 1 },
        Space = new SpaceSpec
        {
            PruningRate = [.. Enumerable.Range(1, 100).Select(i => i / 201.0)],
            ClassCost = [.. Enumerable.Range(1, 100).Select(i => (double)i)],
            Rewind = [.. Enumerable.Range(0, 100).Select(RewindPoint.ToEpoch)],
        },
    };

    private static System.Collections.Immutable.ImmutableArray<string> Warnings(StrategyKind kind, int candidates, long? epochs) =>
        SearchEstimate.For(Spec(kind, candidates, epochs), 1_000_000, cancel: TestContext.Current.CancellationToken).Warnings;

    private static SearchSpec Spec(StrategyKind kind, int candidates, long? epochs) =>
        Searches.Small with { Search = new StrategySpec { Strategy = kind, MaxLevel = 7, MaxCandidates = candidates, MaxEpochs = epochs, Width = 4 } };
}
