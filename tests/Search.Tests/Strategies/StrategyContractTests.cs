using ActorSearch.Search.Budgets;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Strategies;
using ActorSearch.Search.Tests.Deciding;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Strategies;

/// <summary>What the search relies on, for every strategy and every budget rule there is.</summary>
public sealed class StrategyContractTests
{
    public static TheoryData<StrategyKind> Kinds => [.. Strategy.All.Select(strategy => strategy.Kind)];

    private static Gen<(SearchSpec Spec, int Seed)> Cases(StrategyKind kind) =>
        from spec in Searches.Any
        from level in Gen.Int[0, 5]
        from candidates in Gen.Int[1, 150]
        from seed in Gen.Int
        select (spec with { Search = spec.Search with { Strategy = kind, MaxLevel = level, MaxCandidates = candidates } }, seed);

    [Fact]
    public void Every_name_of_the_search_file_has_one_strategy_and_a_row_in_the_docs()
    {
        Assert.Equal(
            Enum.GetValues<StrategyKind>().Select(kind => kind.Name()).Order(StringComparer.Ordinal),
            Strategy.All.Select(strategy => strategy.Kind.Name()));
        var docs = File.ReadAllText(Checkout.PathOf("docs", "search-file.md"));
        Assert.All(Strategy.All, strategy => Assert.Contains($"| `{strategy.Kind.Name()}` |", docs, StringComparison.Ordinal));
        Assert.All(BudgetRule.All, rule => Assert.Contains($"| `{rule.Name}` |", docs, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_has_a_file_of_its_name()
    {
        Assert.All(Strategy.All, strategy => Assert.True(File.Exists(Checkout.PathOf("Search", "Strategies", strategy.GetType().Name + ".cs"))));
        Assert.All(BudgetRule.All, rule => Assert.True(File.Exists(Checkout.PathOf("Search", "Budgets", rule.GetType().Name + ".cs"))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Proposals_are_new_distinct_children_of_eligible_candidates(StrategyKind kind) => Cases(kind).Sample((spec, seed) =>
    {
        foreach (var (history, _) in Histories.Walk(spec, seed))
        {
            var known = history.Candidates.ToDictionary(candidate => candidate.Path);
            var proposed = Strategy.Of(spec).Propose(spec, history).Candidates.Take(1000).ToList();
            Assert.Equal(proposed.Count, proposed.Distinct().Count());
            Assert.All(proposed, path =>
            {
                Assert.False(known.ContainsKey(path), $"{path} is there already");
                Assert.True(known.GetValueOrDefault(path.Parent) is { Eligible: true }, $"{path} has no eligible parent");
                Assert.InRange(path.Level, 1, spec.Search.MaxLevel);
                Assert.Contains(path.Last, SpaceSteps.Of(spec.Space.At(path.Level)).All());
            });
        }
    }, iter: 60);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_history_gives_the_same_proposal(StrategyKind kind) => Cases(kind).Sample((spec, seed) =>
        Assert.Equal(Histories.Walk(spec, seed).Select(step => Text(step.Next)), Histories.Walk(spec, seed).Select(step => Text(step.Next))), iter: 60);

    /// <summary>Results come in another order, and every candidate and number stays.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_order_in_which_results_come_changes_no_round(StrategyKind kind) => Cases(kind).Sample((spec, seed) =>
    {
        spec = spec with { Search = spec.Search with { MaxCandidates = 1 + spec.Search.MaxCandidates % 60 } };
        Assert.Equal(Rounds(1), Rounds(7));

        List<string> Rounds(int slots)
        {
            var (search, random) = (Simulation.Of(spec, Tables.Rough(seed & 0xFFFF, 0.1)), new CounterRandom(seed, 0, slots, RandomPurpose.BatchOrder));
            while (search.State.Status == SearchStatus.Running)
            {
                while (search.State.Leases.Count < slots && search.Request(search.State.Leases.Count) is Granted) { }
                if (search.State.Leases.IsEmpty) search.Now += TimeSpan.FromMinutes(5);
                else search.Complete(search.Leases[random.NextInt(search.State.Leases.Count)]);
            }
            return [.. search.Journal.OfType<CandidatesProposed>().Select(e => $"{e.Round}: {string.Join(' ', e.Candidates)}")];
        }
    }, iter: 15);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rounds_stay_within_every_budget_and_come_to_an_end(StrategyKind kind) => Cases(kind).Sample((spec, seed) =>
    {
        var (search, rounds) = (spec.Search, 0);
        foreach (var (history, next) in Histories.Walk(spec, seed))
        {
            Assert.True(rounds++ <= search.MaxCandidates, "the search does not come to an end");
            Assert.Equal(next.Candidates.Order(), next.Candidates);
            if (next.Candidates.IsEmpty || next.Cut is not null) Assert.True(next.Last);
            if (next.Candidates.IsEmpty) continue;
            Assert.True(history.Candidates.Count + next.Candidates.Length <= search.MaxCandidates);
            Assert.True(search.MaxEpochs is null || history.Epochs + next.Candidates.Sum(path => EpochCost.Of(spec, path)) <= search.MaxEpochs);
            var all = Strategy.Of(spec).Propose(spec, history).Candidates.ToList();
            Assert.Equal(all.Take(next.Candidates.Length).Order(), next.Candidates);
            if (next.Cut is null) Assert.Equal(all.Count, next.Candidates.Length);
        }
    }, iter: 60);

    [Fact]
    public void Random_and_beam_take_an_even_share_of_what_is_left() => Cases(StrategyKind.Random).Sample((spec, seed) =>
    {
        foreach (var kind in (StrategyKind[])[StrategyKind.Random, StrategyKind.ParetoBeam])
        {
            spec = spec with { Search = spec.Search with { Strategy = kind } };
            foreach (var (history, _) in Histories.Walk(spec, seed).Where(_ => spec.Search.MaxLevel > 0))
            {
                var share = (spec.Search.MaxCandidates - history.Candidates.Count) / (spec.Search.MaxLevel - history.Round);
                var eligible = history.LastRound.Count(candidate => candidate.Eligible);
                var parents = kind == StrategyKind.Random ? eligible : Math.Min(eligible, spec.Search.Width);
                var expected = Math.Min(share, parents * (int)SpaceSteps.Of(spec.Space.At(history.Round + 1)).Count);
                Assert.Equal(expected, Strategy.Of(spec).Propose(spec, history).Candidates.Count());
            }
        }
    });

    [Fact]
    public void Exhaustive_proposes_every_child()
    {
        var spec = Searches.Small with { Search = Searches.Small.Search with { Strategy = StrategyKind.Exhaustive } };
        var parents = Histories.Parents(spec, 2, 10, 3);
        var proposed = new Exhaustive().Propose(spec, Histories.Of(2, parents)).Candidates;
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
        var estimate = SearchEstimate.For(spec, null, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([1, 1, 1, 1, 1, 1, 4], estimate.Levels.Select(level => level.Candidates));
        Assert.Empty(estimate.Warnings);
        Assert.Equal(costs, Histories.Walk(spec, 1, badShare: 0).Take(5).Select(step => Assert.Single(step.Next.Candidates).Last.ClassCost));
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
    [MemberData(nameof(Kinds))]
    public async Task Two_hundred_billion_steps_are_proposed_from_without_being_held(StrategyKind kind)
    {
        var many = Enumerable.Range(1, 46_000).Select(i => i / 1e5).ToArray();
        var space = new SpaceSpec { PruningRate = [.. many], ClassCost = [.. many], Rewind = [.. Enumerable.Range(0, 100).Select(RewindPoint.ToEpoch)] };
        var spec = Searches.Small with { Space = space, Search = new StrategySpec { Strategy = kind, MaxLevel = 1, MaxCandidates = 50 } };
        var history = Histories.Of(0, Histories.Parents(spec, 0, 1, 1));
        var round = await Task.Run(() => NextRound.For(spec, history), TestContext.Current.CancellationToken);
        Assert.InRange(round.Candidates.Length, kind is StrategyKind.Exhaustive or StrategyKind.ParetoBeam or StrategyKind.Random ? 49 : 1, 49);
        Assert.Equal(round.Candidates.Distinct(), round.Candidates);
    }

    [Fact]
    public void A_child_costs_the_epochs_it_trains()
    {
        static long Cost(RewindPoint rewind) => EpochCost.Of(Searches.Small, CandidatePath.Root.Child(new Step(0.3, 1, rewind)));
        Assert.Equal(8, EpochCost.Of(Searches.Small, CandidatePath.Root));
        Assert.Equal(
            (8, 4, 6, 2, 8),
            (Cost(RewindPoint.ToEpoch(0)), Cost(RewindPoint.ToEpoch(2)), Cost(RewindPoint.ScheduleTo(1)), Cost(RewindPoint.None), Cost(RewindPoint.Reinit)));
    }

    private static string Text(NextRound next) => $"{string.Join(' ', next.Candidates)} {next.Last} {next.Cut}";
}
