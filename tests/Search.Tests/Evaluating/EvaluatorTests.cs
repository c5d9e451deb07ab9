using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Evaluating;

public sealed class EvaluatorTests
{
    private static readonly OperatingPointSpec Half = new() { Threshold = 0.5 };

    [Fact]
    public void A_threshold_for_a_false_positive_rate_is_the_smallest_score_that_keeps_it() =>
        Gen.Select(Samples.Tied, Gen.Int[0, 100]).Sample((s, percent) =>
        {
            var t = Evaluator.ChooseThresholds(s.Logits, s.Labels, new OperatingPointSpec { AtFpr = percent / 100.0 }).Objective;
            var negatives = s.Labels.Count(l => l == 0);
            bool Keeps(float threshold) => 100L * s.Logits.Where((l, i) => s.Labels[i] == 0 && l >= threshold).Count() <= (long)percent * negatives;
            Assert.True(Keeps(t));
            var fitting = s.Logits.Where(Keeps).ToList();
            if (fitting.Count > 0) Assert.Equal(fitting.Min(), t);
            else Assert.Equal(float.BitIncrement(s.Logits.Max()), t);
        }, iter: 2000);

    [Fact]
    public void Every_count_is_what_a_loop_counts() => Gen.Select(Samples.Tied, Gen.Double[0.01, 0.99]).Sample((s, p) =>
    {
        var t = Evaluator.ChooseThresholds(s.Logits, s.Labels, new OperatingPointSpec { Threshold = p });
        var e = Evaluator.Evaluate(s.Logits, s.Labels, t);
        int Called(float threshold, int label) => s.Logits.Where((l, i) => s.Labels[i] == label && l >= threshold).Count();
        int Missed(float threshold) => s.Logits.Where((l, i) => s.Labels[i] == 1 && l < threshold).Count();
        Assert.Equal((float)Math.Log(p / (1 - p)), t.Objective);
        Assert.Equal((s.Labels.Count(l => l == 1), s.Labels.Count(l => l == 0)), (e.Positives, e.Negatives));
        Assert.Equal((Called(t.Objective, 1), Called(t.Objective, 0), Missed(t.Objective)), (e.TruePositives, e.FalsePositives, e.FalseNegatives));
        Assert.Equal(0f, t.Of(OperatingRule.Half));
        Assert.All(OperatingRule.All.Where(rule => rule.MaxFpr is not null), rule =>
            Assert.Equal(Evaluator.ChooseThresholds(s.Logits, s.Labels, new OperatingPointSpec { AtFpr = rule.MaxFpr }).Objective, t.Of(rule)));
        Assert.Equal(t.Points.Select(threshold => new OperatingPoint(threshold, Missed(threshold), Called(threshold, 0))), e.Points);
        Assert.Equal(Ranking.AucNumerator(GroupCounts.Observed(s.Logits, s.Labels)), e.AucNumerator);
        Assert.Equal(Ranking.AveragePrecision(GroupCounts.Observed(s.Logits, s.Labels)), MetricColumn.Of("auc_pr").Of(e));
        Assert.Equal(Ranking.PartialAuc(GroupCounts.Observed(s.Logits, s.Labels), 0.1), MetricColumn.Of("pauc").Of(e));
    });

    [Fact]
    public void A_probability_of_one_half_is_the_logit_0_exactly()
    {
        var t = Evaluator.ChooseThresholds([1, -1], [1, 0], Half);
        Assert.Equal(0f, t.Objective);
        Assert.Equal(0.5, Evaluator.Evaluate([1, -1], [1, 0], t).Threshold);
    }

    // In binary 0.29 x 100 < 29 and 0.07 x 100 > 7: the share is meant as written.
    [Theory]
    [InlineData(0.05, 140, 7)]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.07, 100, 7)]
    [InlineData(0.1, 30, 3)]
    [InlineData(0.57, 100, 57)]
    [InlineData(0.0, 10, 0)]
    [InlineData(0.049999999, 140, 6)]
    public void The_share_allows_exactly_the_count_that_was_written(double fpr, int negatives, int allowed)
    {
        var logits = Enumerable.Range(0, negatives).Select(i => (float)i).Append(1000f).ToArray();
        var labels = Enumerable.Repeat((byte)0, negatives).Append((byte)1).ToArray();
        var t = Evaluator.ChooseThresholds(logits, labels, new OperatingPointSpec { AtFpr = fpr });
        Assert.Equal(allowed, Evaluator.Evaluate(logits, labels, t).FalsePositives);
    }

    [Fact]
    public void When_the_largest_score_is_a_negative_nothing_may_be_called()
    {
        var t = Evaluator.ChooseThresholds([1, 2, 2], [1, 0, 1], new OperatingPointSpec { AtFpr = 0 });
        Assert.Equal(float.BitIncrement(2), t.Objective);
        Assert.True(Evaluator.Evaluate([1, 2, 2], [1, 0, 1], t).AnswersWithOneClass);
    }

    [Fact]
    public void A_missing_class_and_an_empty_operating_point_are_argument_errors()
    {
        Assert.Throws<ArgumentException>(() => Evaluator.ChooseThresholds([1, 2], [1, 1], Half));
        Assert.Throws<ArgumentException>(() => Evaluator.ChooseThresholds([1, 2], [1, 0], new OperatingPointSpec()));
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate([float.NaN, 2], [1, 0], new Thresholds(0, [])));
    }
}
