using System.Collections.Immutable;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;
using ActorSearch.Search.Strategies;
using ActorSearch.Search.Tests.Deciding;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Strategies;

/// <summary>What the search relies on, for every strategy there is.</summary>
public sealed class StrategyContractTests
{
    private static readonly ObjectiveTotals Totals = new(100, 100_000, 100_000);

    private static readonly Gen<(SearchSpec Spec, PlanSoFar Plan)> Cases =
        from spec in Searches.Any
        from kind in Gen.Enum<StrategyKind>()
        from level in Gen.Int[0, 3]
        from parents in Gen.Int[0, 30]
        from proposed in Gen.Int[1, 40]
        from budget in Gen.Int[0, 300]
        from seed in Gen.Int
        let search = spec.Search with { Strategy = kind, MaxLevel = level + 1 + budget % 3, MaxCandidates = proposed + budget }
        let full = spec with { Search = search }
        select (full, new PlanSoFar(level, Parents(full, level, parents, seed), Totals, proposed, proposed * 2L));

    internal static ImmutableArray<ScoredCandidate> Parents(SearchSpec spec, int level, int count, int seed)
    {
        if (level == 0) return [new ScoredCandidate(default, CandidatePath.Root, new Score([1, Totals.Weights, -5], true), Totals.Weights)];
        var random = new CounterRandom(seed, 0, level, RandomPurpose.Split);
        Step[] steps = [.. SpaceSteps.Of(spec.Space).All()];
        var paths = new SortedSet<CandidatePath>();
        for (var i = 0; i < count; i++)
        {
            var path = CandidatePath.Root;
            for (var l = 0; l < level; l++) path = path.Child(steps[random.NextInt(steps.Length)]);
            paths.Add(path);
        }
        var scored = ImmutableArray.CreateBuilder<ScoredCandidate>();
        foreach (var path in paths)
        {
            var left = path.Steps.Aggregate(Totals.Weights, (weights, step) => weights - (long)(weights * step.PruningRate));
            scored.Add(new ScoredCandidate(default, path, new Score([random.NextInt(6), left, -50_000 - random.NextInt(8)], true), left));
        }
        return scored.ToImmutable();
    }

    [Fact]
    public void Proposals_are_distinct_children_of_eligible_parents_in_path_order() => Cases.Sample((spec, plan) =>
    {
        var proposed = StrategyRegistry.For(spec.Search.Strategy).Propose(spec, plan).ToList();
        Assert.Equal(proposed.Distinct().Order(), proposed);
        var parents = plan.Eligible.Select(c => c.Path).ToHashSet();
        var steps = SpaceSteps.Of(spec.Space.At(plan.Level + 1)).All().ToHashSet();
        Assert.All(proposed, path => Assert.True(parents.Contains(path.Parent) && steps.Contains(path.Last)));
    });

    [Fact]
    public void The_same_plan_gives_the_same_proposal() => Cases.Sample((spec, plan) =>
        Assert.Equal(NextRound.For(spec, plan).Candidates, NextRound.For(spec, plan).Candidates));

    [Fact]
    public void A_round_stays_within_every_budget_and_the_cut_one_is_the_last() => Cases.Sample((spec, plan) =>
    {
        var round = NextRound.For(spec, plan);
        var search = spec.Search;
        Assert.True(plan.Proposed + round.Candidates.Length <= search.MaxCandidates || round.Candidates.IsEmpty);
        Assert.True(round.Candidates.IsEmpty || search.MaxEpochs is null || plan.Epochs + round.Candidates.Sum(path => EpochCost.Of(spec, path)) <= search.MaxEpochs);
        Assert.True(round.Candidates.All(path => path.Level == plan.Level + 1 && path.Level <= search.MaxLevel));
        if (round.Cut is not null || round.Candidates.IsEmpty || plan.Level + 1 >= search.MaxLevel) Assert.True(round.Last);
        var all = StrategyRegistry.For(search.Strategy).Propose(spec, plan).ToList();
        Assert.Equal(all.Take(round.Candidates.Length), round.Candidates);
        if (round.Cut is null) Assert.Equal(all.Count, round.Candidates.Length);
    });

    [Fact]
    public void Random_and_beam_take_an_even_share_of_what_is_left() => Cases.Sample((spec, plan) =>
    {
        if (spec.Search.Strategy == StrategyKind.Exhaustive) return;
        var share = (spec.Search.MaxCandidates - plan.Proposed) / (spec.Search.MaxLevel - plan.Level);
        var parents = spec.Search.Strategy == StrategyKind.Random ? plan.Eligible.Length : Math.Min(plan.Eligible.Length, spec.Search.Width);
        var expected = Math.Min(share, parents * (int)SpaceSteps.Of(spec.Space.At(plan.Level + 1)).Count);
        Assert.Equal(expected, StrategyRegistry.For(spec.Search.Strategy).Propose(spec, plan).Count());
    });

    [Fact]
    public void Exhaustive_proposes_every_child()
    {
        var spec = Searches.Small with { Search = Searches.Small.Search with { Strategy = StrategyKind.Exhaustive } };
        var parents = Parents(spec, 2, 10, 3);
        var proposed = new Exhaustive().Propose(spec, new PlanSoFar(2, parents, Totals, 5, 0));
        Assert.Equal(from parent in parents from step in SpaceSteps.Of(spec.Space).All() select parent.Path.Child(step), proposed);
    }

    [Theory]
    [InlineData(StrategyKind.Exhaustive)]
    [InlineData(StrategyKind.ParetoBeam)]
    [InlineData(StrategyKind.Random)]
    public void A_cost_that_rises_by_level_gives_one_chain(StrategyKind kind)
    {
        double[] costs = [1, 1, 2, 5, 10];
        var space = new SpaceSpec
        {
            PruningRate = [0.5],
            ClassCost = [1, 2, 5, 10],
            Rewind = [RewindPoint.ToEpoch(2)],
            ByLevel = [.. costs.Select(cost => new LevelSpec { ClassCost = [cost] })],
        };
        var spec = Searches.Small with { Space = space, Search = new StrategySpec { Strategy = kind, MaxLevel = 6, MaxCandidates = 60 } };
        var estimate = SearchEstimate.For(spec, null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 1, 1, 1, 1, 1, 4], estimate.Levels.Select(level => level.Candidates));
        Assert.Empty(estimate.Warnings);
        var chain = costs.Aggregate(CandidatePath.Root, (path, _) =>
            NextRound.For(spec, new PlanSoFar(path.Level, [new ScoredCandidate(default, path, new Score([1, Totals.Weights, -5], true), Totals.Weights)], Totals, 1 + path.Level, 0)).Candidates.Single());
        Assert.Equal(costs, chain.Steps.Select(step => step.ClassCost));
    }

    [Fact]
    public void The_steps_are_the_product_of_the_lists_in_order_without_repeats()
    {
        var steps = SpaceSteps.Of(new SpaceSpec { PruningRate = [0.6, 0.3, 0.6], ClassCost = [5, 1], Rewind = [RewindPoint.None, RewindPoint.ToEpoch(2)] });
        Assert.Equal(8, steps.Count);
        Assert.Equal(steps.All().Order().Distinct(), steps.All());
        Assert.Equal([0.3, 0.3, 0.3, 0.3, 0.6, 0.6, 0.6, 0.6], steps.All().Select(step => step.PruningRate));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(StrategyKind.Exhaustive)]
    [InlineData(StrategyKind.ParetoBeam)]
    [InlineData(StrategyKind.Random)]
    public async Task Two_hundred_billion_steps_are_proposed_from_without_being_held(StrategyKind kind)
    {
        var many = Enumerable.Range(1, 46_000).Select(i => i / 1e5).ToArray();
        var space = new SpaceSpec { PruningRate = [.. many], ClassCost = [.. many], Rewind = [.. Enumerable.Range(0, 100).Select(RewindPoint.ToEpoch)] };
        var spec = Searches.Small with { Space = space, Search = new StrategySpec { Strategy = kind, MaxLevel = 1, MaxCandidates = 50 } };
        var root = new ScoredCandidate(default, CandidatePath.Root, new Score([1, Totals.Weights, -5], true), Totals.Weights);
        var round = await Task.Run(() => NextRound.For(spec, new PlanSoFar(0, [root], Totals, 1, 0)), TestContext.Current.CancellationToken);
        Assert.Equal(49, round.Candidates.Distinct().Count());
    }

    [Fact]
    public void A_child_costs_the_epochs_it_trains()
    {
        static long Cost(RewindPoint rewind) => EpochCost.Of(Searches.Small, CandidatePath.Root.Child(new Step(0.3, 1, rewind)));
        Assert.Equal(8, EpochCost.Of(Searches.Small, CandidatePath.Root));
        Assert.Equal((8, 4, 6, 2, 8), (Cost(RewindPoint.ToEpoch(0)), Cost(RewindPoint.ToEpoch(2)), Cost(RewindPoint.ScheduleTo(1)), Cost(RewindPoint.None), Cost(RewindPoint.Reinit)));
    }
}
