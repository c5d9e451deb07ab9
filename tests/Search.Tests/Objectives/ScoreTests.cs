using ActorSearch.Search.Objectives;
using ActorSearch.Search.Tests.Deciding;
using Xunit;

namespace ActorSearch.Search.Tests.Objectives;

public sealed class ScoreTests
{
    [Fact]
    public void Numbers_are_summed_over_the_runs()
    {
        var score = Of(0.5, Run(8, 10), Run(6, 30));
        Assert.Equal(new Score([2 + 4, 100 + 100, -(700 + 700)], true), score);
        var totals = ObjectiveTotals.Of(Run(8, 10), 2);
        double[] shares = [6 / 20.0, 0.5, 1400 / (2.0 * 10 * 90 * 2)];
        Assert.Equal(shares, Objective.Default.Select((objective, i) => objective.Share(score.Costs[i], totals)));
        Assert.Equal([1 - shares[0], shares[1], shares[2] - 0.5], totals.Gains(Searches.Small, score));
    }

    [Fact]
    public void A_candidate_that_is_dead_in_one_run_is_not_feasible() =>
        Assert.False(Of(0.5, Run(8, 10), Run(8, 10) with { Dead = true }).Feasible);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 90)]
    public void A_candidate_that_answers_with_one_class_in_one_run_is_not_feasible(int truePositives, int falsePositives) =>
        Assert.False(Of(1, Run(8, 10), Run(truePositives, falsePositives)).Feasible);

    [Fact]
    public void The_false_positive_limit_holds_over_all_runs_and_includes_itself()
    {
        Assert.True(Of(0.5, Run(8, 80), Run(8, 10)).Feasible);
        Assert.False(Of(0.5, Run(8, 81), Run(8, 10)).Feasible);
    }

    [Theory]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.07, 100, 7)]
    [InlineData(0.57, 100, 57)]
    [InlineData(0.1, 30, 3)]
    [InlineData(0.05, 140, 7)]
    public void The_false_positive_limit_is_the_decimal_number_written(double limit, int negatives, int allowed)
    {
        Assert.True(Of(limit, Run(8, allowed, negatives)).Feasible);
        Assert.False(Of(limit, Run(8, allowed + 1, negatives)).Feasible);
    }

    private static Score Of(double maxFpr, params RunResult[] runs) =>
        Score.Of(Searches.Small with { Objectives = new ObjectivesSpec { Limits = new ObjectivesSpec().Limits.SetItem("max_fpr", maxFpr) } }, runs);

    private static RunResult Run(int truePositives, int falsePositives, int negatives = 90) => new(
        new Evaluation(10, negatives, 0, truePositives, falsePositives, 700, [0, 0], [default, default, default, default]),
        100, 200, false, 1, 1, [], [], new CheckpointRef("t", 1, 1), [], null);
}
