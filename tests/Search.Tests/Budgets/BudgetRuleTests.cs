using ActorSearch.Search.Budgets;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;
using ActorSearch.Search.Tests.Deciding;
using ActorSearch.Search.Tests.Strategies;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Budgets;

/// <summary>What the search relies on, for every budget rule there is, and what a rule that stops candidates leads to.</summary>
public sealed class BudgetRuleTests
{
    private static readonly Gen<(SearchSpec Spec, int Seed)> Cases = Gen.Select(Searches.Any, Gen.Int[0, 10_000]);

    public static TheoryData<string> Rules => [.. BudgetRule.All.Select(rule => rule.Name), "halving"];

    private static BudgetRule Rule(string name) => BudgetRule.All.SingleOrDefault(rule => rule.Name == name) ?? new Halving();

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_is_a_function_of_the_history_and_trains_on_only_who_was_stopped_in_the_last_round(string name) => Cases.Sample((spec, seed) =>
    {
        var rule = Rule(name);
        foreach (var (history, _) in Histories.Walk(spec, seed))
        {
            var first = rule.First(spec, history);
            Assert.Equal(first, rule.First(spec, history));
            Assert.False(first < 1);
            // As if its candidates had been stopped there.
            List<PastCandidate> stopped =
                [.. history.Candidates.Select(c => c.Round < history.Round || EpochCost.OfRun(spec, c.Path) <= first ? c : c with { Epochs = first })];
            var then = new SearchHistory(stopped, stopped.Count - history.LastRound.Count(), history.Totals, history.Epochs);
            var (next, again) = (rule.Next(spec, then), rule.Next(spec, then));
            Assert.Equal(next?.Candidates, again?.Candidates);
            Assert.All(next?.Candidates ?? [], path =>
            {
                var candidate = Assert.IsType<PastCandidate>(then.Find(path));
                Assert.True(candidate.Round == then.Round && candidate.Epochs is not null && !(next!.Epochs <= candidate.Epochs));
            });
        }
    }, iter: 60);

    [Fact]
    public void Only_the_rule_full_is_known_and_it_is_that_of_every_search() =>
        Assert.Same(Assert.Single(BudgetRule.All), Assert.IsType<Full>(BudgetRule.Of(Searches.Small)));

    [Fact]
    public void Halving_trains_few_to_the_end_and_they_go_on_from_their_checkpoints()
    {
        var all = Searches.Small.Search with { Strategy = StrategyKind.Exhaustive, MaxLevel = 1, MaxCandidates = 13, Replicates = 1 };
        var spec = Searches.Small with { Search = all };
        var search = Simulation.Of(spec, Tables.Rough(3, 0), new Halving()).Finish();
        var children = search.State.Plan.Select(id => search.State[id]).Where(candidate => candidate.Path.Level == 1).ToList();
        // Of twelve children four fine-tune for one epoch, which is all they have.
        // Four of the other eight train a second epoch, and one of these trains to the end.
        Assert.Equal([4, 1], search.Journal.OfType<CandidatesProposed>()
            .Where(e => e.Round == 1 && e.Epochs != 1).Select(e => e.Candidates.Length).Take(2));
        Assert.Equal([1, 2, null], search.Journal.OfType<CandidatesProposed>().Where(e => e.Round == 1).Select(e => e.Epochs));
        Assert.Equal(4, children.Count(candidate => candidate.Epochs == 1));
        Assert.All(children, candidate => Assert.True(candidate.IsIn));
        Assert.All(search.State.Front.Members, member => Assert.Null(search.State[member.Id].Epochs));
        var goingOn = search.Orders.Values.Where(order => order.Work.Kind == WorkKind.Train && order.Path.Level == 1 && order.Epochs != 1).ToList();
        Assert.Equal(goingOn.Count,
            goingOn.Count(order => order.ResumeFrom.Length > 0) + children.Count(candidate => candidate.Path.Last.Rewind == RewindPoint.None));
    }

    [Fact]
    public void A_run_that_does_not_stop_where_its_order_says_has_failed()
    {
        var search = Simulation.Of(Searches.Small, Tables.Rough(3, 0), new Halving());
        WorkOrder order;
        while ((order = Assert.IsType<Granted>(search.Request(0)).Order).Epochs is null) search.Complete(search.Leases[0]);
        var finished = Assert.IsType<RunFinished>(search.Trainer.Work(order));
        search.Report(order.Work, 1, finished with { Checkpoint = null });
        Assert.Equal("the run did not stop where its order says", Assert.Single(search.Journal.OfType<AttemptFailed>()).Reason);
    }

    [Fact]
    public void A_rule_that_trains_on_who_was_not_stopped_is_at_fault()
    {
        var search = Simulation.Of(Searches.Small, Tables.Rough(3, 0), new TrainsTheRootOn());
        Assert.Throws<InvalidOperationException>(() => search.Finish());
    }

    private sealed class TrainsTheRootOn : BudgetRule
    {
        public override string Name => "wrong";

        public override int? First(SearchSpec spec, SearchHistory history) => null;

        public override Continuation? Next(SearchSpec spec, SearchHistory history) => new([CandidatePath.Root], null);
    }

    [Fact]
    public void Whatever_happens_a_search_with_stops_comes_out_the_same() =>
        Gen.Select(Searches.Any, Gen.Int[0, 10_000], Gen.UInt.Array[0, 300]).Sample((spec, seed, actions) =>
        {
            var calm = Simulation.Of(spec, Tables.Rough(seed), new Halving()).Finish(1);
            var stormy = Simulation.Of(spec, Tables.Rough(seed), new Halving());
            var storm = new Storm(stormy);
            foreach (var action in actions)
            {
                storm.Strike(action);
                DisturbedSearchTests.CheckInvariants(stormy.State);
            }
            stormy.Finish(50);
            stormy.Restart();
            Assert.Equal(StateText.Outcome(calm.State), StateText.Outcome(stormy.State));
            AssertOnlyFullOnesCount(stormy.State);
        }, iter: 200);

    [Fact]
    public void An_extended_search_with_stops_ends_as_a_fresh_one() =>
        Gen.Select(Searches.Any.SelectMany(spec => Searches.Grown(spec).Select(grown => (spec, grown))), Gen.Int[0, 10_000]).Sample((specs, seed) =>
        {
            var fresh = Simulation.Of(specs.grown, Tables.Rough(seed), new Halving()).Finish(1);
            var extended = Simulation.Of(specs.spec, Tables.Rough(seed), new Halving()).Finish();
            extended.Submit(specs.grown);
            extended.Finish();
            extended.Restart();
            Assert.Equal(StateText.Outcome(fresh.State), StateText.Outcome(extended.State));
            AssertOnlyFullOnesCount(extended.State);
        }, iter: 100);

    private static void AssertOnlyFullOnesCount(SearchState state)
    {
        Assert.All(state.Plan.Select(id => state[id]).Where(candidate => candidate.Parent is not null),
            candidate => Assert.Null(state[candidate.Parent!.Value].Epochs));
        Assert.All(state.Front.Members, member => Assert.Null(state[member.Id].Epochs));
        Assert.Equal(state.Counters.EpochsDone, state.Plan.Select(id => state[id])
            .Sum(c => c.Runs.Count(run => run.Result is not null) * (long)EpochCost.OfRun(state.Spec!, c.Path, c.Epochs)));
        // No file has a user that has come to another result meanwhile.
        Assert.All(state.Files.Uses, file => Assert.All(file.Value.Users, user =>
        {
            var (candidate, run) = (state[user.Candidate], state[user.Candidate].Runs[user.Replicate]);
            Assert.Contains(file.Key, run.Checkpoints.Select(c => c.Ref.Sha256).Concat(run.Result!.RootWeights.Select(w => w.Ref.Sha256))
                .Append(run.Result.Ticket.Sha256).Append(candidate.Test?.Scores?.Sha256));
        }));
        // Nothing can go on any more: no checkpoint is kept for it. One may be left of a run that was made again for a file and then was not wanted any more.
        Assert.All(state.Plan.SelectMany(id => state[id].Runs).Where(run => run.Attempts == run.CompletedAttempt), run => Assert.Empty(run.Checkpoints));
    }
}
