using Xunit;

namespace ActorSearch.Search.Tests.Objectives;

public sealed class ScoresTests
{
    [Fact]
    public void Numbers_are_summed_over_the_runs()
    {
        var score = Scores.Of([Run(8, 10), Run(6, 30)], 0.5);
        Assert.Equal(new CandidateScore(2 + 4, 100 + 100, 700 + 700, true), score);
        var point = ObjectiveTotals.Of(Run(8, 10), 2).Point(score);
        Assert.Equal((6 / 20.0, 0.5, 1400 / (2.0 * 10 * 90 * 2)), (point.FnShare, point.Sparsity, point.Auc));
    }

    [Fact]
    public void A_candidate_that_is_dead_in_one_run_is_not_eligible() =>
        Assert.False(Scores.Of([Run(8, 10), Run(8, 10) with { Dead = true }], 0.5).Eligible);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 90)]
    public void A_candidate_that_answers_with_one_class_in_one_run_is_not_eligible(int truePositives, int falsePositives) =>
        Assert.False(Scores.Of([Run(8, 10), Run(truePositives, falsePositives)], 1).Eligible);

    [Fact]
    public void The_false_positive_limit_holds_over_all_runs_and_includes_itself()
    {
        Assert.True(Scores.Of([Run(8, 80), Run(8, 10)], 0.5).Eligible);
        Assert.False(Scores.Of([Run(8, 81), Run(8, 10)], 0.5).Eligible);
    }

    [Theory]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.07, 100, 7)]
    [InlineData(0.57, 100, 57)]
    [InlineData(0.1, 30, 3)]
    [InlineData(0.05, 140, 7)]
    public void The_false_positive_limit_is_the_decimal_number_written(double limit, int negatives, int allowed)
    {
        Assert.True(Scores.Of([Run(8, allowed, negatives)], limit).Eligible);
        Assert.False(Scores.Of([Run(8, allowed + 1, negatives)], limit).Eligible);
    }

    private static RunResult Run(int truePositives, int falsePositives, int negatives = 90) => new(
        new Evaluation(10, negatives, 0, truePositives, falsePositives, 700, 0, 0, default, default, default, default),
        100, 200, false, 1, 1, [], [], new CheckpointRef("t", 1, 1), [], null);
}
