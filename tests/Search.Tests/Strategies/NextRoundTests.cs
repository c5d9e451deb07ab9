using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;
using ActorSearch.Search.Tests.Deciding;
using Xunit;

namespace ActorSearch.Search.Tests.Strategies;

/// <summary>
/// Proposals that only a strategy makes that learns from the whole history: of several levels, in its own order, of candidates seen long ago.
/// </summary>
public sealed class NextRoundTests
{
    private static readonly CandidatePath
        A = Child(CandidatePath.Root, 0.3), B = Child(CandidatePath.Root, 0.6),
        Bad = Child(CandidatePath.Root, 0.3, 5), GivenUp = Child(CandidatePath.Root, 0.6, 5),
        AA = Child(A, 0.3), AB = Child(A, 0.6), BA = Child(B, 0.3), AAA = Child(AA, 0.3);

    private static CandidatePath Child(CandidatePath parent, double rate, double cost = 1) => parent.Child(new Step(rate, cost, RewindPoint.ToEpoch(0)));

    /// <summary>Round 0: the root. Round 1: two eligible candidates and two others. Round 2: one child of the first.</summary>
    private static SearchHistory History { get; } = new(
        [Past(CandidatePath.Root, 0), Past(A, 1), Past(Bad, 1, feasible: false), Past(B, 1), new PastCandidate(GivenUp, 1, null), Past(AA, 2)],
        RoundStart: 5, Histories.Totals, Epochs: 48);

    private static PastCandidate Past(CandidatePath path, int round, bool feasible = true) =>
        new(path, round, new ScoredCandidate(default, path, new Score([1, 1, -1], feasible), 1));

    private static SearchSpec Spec(int candidates = 100, long? epochs = null, int level = 3) => Searches.Small with
    {
        Search = new StrategySpec { MaxLevel = level, MaxCandidates = candidates, MaxEpochs = epochs, Replicates = 2 },
    };

    private static NextRound Round(SearchSpec spec, params CandidatePath[] proposed) => NextRound.Within(spec, History, new Proposal(proposed));

    [Fact]
    public void A_round_holds_children_of_any_eligible_candidate_in_path_order()
    {
        var round = Round(Spec(), AAA, BA, AB);
        Assert.Equal([AB, BA, AAA], round.Candidates);
        Assert.Equal((false, null), (round.Last, round.Cut));
    }

    [Fact]
    public void What_is_there_already_or_comes_twice_or_lies_too_deep_is_passed_over()
    {
        Assert.Equal([AB, AAA], Round(Spec(), AAA, AA, AB, AAA, A).Candidates);
        Assert.Equal([AB], Round(Spec(level: 2), AAA, AB).Candidates);
        Assert.True(Round(Spec(), AA, A).Last);
    }

    [Fact]
    public void A_budget_cuts_the_least_wanted_and_nothing_follows()
    {
        var round = Round(Spec(candidates: 8), AAA, BA, AB);
        Assert.Equal([BA, AAA], round.Candidates);
        Assert.Equal((true, Cut.MaxCandidates), (round.Last, round.Cut));
        round = Round(Spec(epochs: 48 + 8), AAA, BA, AB);
        Assert.Equal([AAA], round.Candidates);
        Assert.Equal((true, Cut.MaxEpochs), (round.Last, round.Cut));
    }

    [Fact]
    public void A_child_of_a_candidate_that_cannot_be_expanded_is_a_fault_of_the_strategy()
    {
        foreach (var parent in (CandidatePath[])[Bad, GivenUp, BA])
            Assert.Throws<InvalidOperationException>(() => Round(Spec(), Child(parent, 0.3)));
    }
}
