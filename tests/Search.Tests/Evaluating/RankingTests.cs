using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Evaluating;

public sealed class RankingTests
{
    [Fact]
    public void The_auc_numerator_is_the_count_over_all_pairs() => Samples.Tied.Sample(s =>
    {
        var count = 0L;
        for (var i = 0; i < s.Logits.Length; i++)
            for (var j = 0; j < s.Logits.Length; j++)
                if (s.Labels[i] == 1 && s.Labels[j] == 0) count += s.Logits[i] > s.Logits[j] ? 2 : s.Logits[i] == s.Logits[j] ? 1 : 0;
        Assert.Equal(count, Ranking.AucNumerator(GroupCounts.Observed(s.Logits, s.Labels)));
    });

    [Fact]
    public void Average_precision_sums_precision_times_recall_step_over_thresholds() => Samples.Tied.Sample(s =>
    {
        double sum = 0, recallBefore = 0;
        foreach (var threshold in s.Logits.Distinct().OrderDescending())
        {
            var (tp, fp) = Count(s.Logits, s.Labels, threshold);
            var recall = tp / (double)s.Labels.Count(l => l == 1);
            sum += (recall - recallBefore) * tp / (tp + fp);
            recallBefore = recall;
        }
        Assert.Equal(sum, Ranking.AveragePrecision(GroupCounts.Observed(s.Logits, s.Labels)), tolerance: 5e-13);
    });

    [Fact]
    public void Partial_auc_is_the_area_under_the_piecewise_linear_curve() => Gen.Select(Samples.Tied, Gen.Double[0.01, 1]).Sample((s, maxFpr) =>
    {
        // Independent: the curve as a function of FPR, integrated exactly between its corners and the limit by Simpson's rule (exact for lines).
        double positives = s.Labels.Count(l => l == 1), negatives = s.Labels.Count(l => l == 0);
        var corners = s.Logits.Distinct().OrderDescending().Select(t => Count(s.Logits, s.Labels, t))
            .Select(c => (X: c.FalsePositives / negatives, Y: c.TruePositives / positives)).Prepend((X: 0.0, Y: 0.0)).ToList();
        double area = 0;
        foreach (var (from, to) in corners.Zip(corners.Skip(1)))
        {
            var end = Math.Min(to.X, maxFpr);
            if (end <= from.X) continue;
            double At(double x) => from.Y + (to.Y - from.Y) * (x - from.X) / (to.X - from.X);
            area += (end - from.X) / 6 * (At(from.X) + 4 * At((from.X + end) / 2) + At(end));
        }
        Assert.Equal(area / maxFpr, Ranking.PartialAuc(GroupCounts.Observed(s.Logits, s.Labels), maxFpr), tolerance: 5e-11);
    });

    [Fact]
    public void Partial_auc_up_to_1_is_the_auc() => Samples.Tied.Sample(s =>
    {
        var pairs = 2.0 * s.Labels.Count(l => l == 1) * s.Labels.Count(l => l == 0);
        Assert.Equal(
            Ranking.AucNumerator(GroupCounts.Observed(s.Logits, s.Labels)) / pairs,
            Ranking.PartialAuc(GroupCounts.Observed(s.Logits, s.Labels), 1), tolerance: 5e-13);
    });

    [Fact]
    public void The_order_of_samples_does_not_matter() => Gen.Select(Samples.Tied, Gen.Int[0, 1000]).Sample((s, seed) =>
    {
        var order = Enumerable.Range(0, s.Logits.Length).ToArray();
        new ActorSearch.Search.Randomness.CounterRandom(seed, 0, 0, ActorSearch.Search.Randomness.RandomPurpose.Sampling).Shuffle<int>(order);
        var (logits, labels) = (order.Select(i => s.Logits[i]).ToArray(), order.Select(i => s.Labels[i]).ToArray());
        Assert.Equal(Ranking.AucNumerator(GroupCounts.Observed(s.Logits, s.Labels)), Ranking.AucNumerator(GroupCounts.Observed(logits, labels)));
        Assert.Equal(Ranking.AveragePrecision(GroupCounts.Observed(s.Logits, s.Labels)), Ranking.AveragePrecision(GroupCounts.Observed(logits, labels)));
        Assert.Equal(Ranking.PartialAuc(GroupCounts.Observed(s.Logits, s.Labels), 0.1), Ranking.PartialAuc(GroupCounts.Observed(logits, labels), 0.1));
    });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_logit_that_is_not_finite_is_an_argument_error(float bad) =>
        Assert.Throws<ArgumentException>(() => Ranking.AucNumerator(GroupCounts.Observed([1, bad, 0], [1, 0, 0])));

    [Fact]
    public void Minus_zero_ties_with_zero_and_a_single_class_has_no_pairs()
    {
        Assert.Equal(1, Ranking.AucNumerator(GroupCounts.Observed([-0f, 0f], [1, 0])));
        Assert.Equal(0, Ranking.AucNumerator(GroupCounts.Observed([1, 2], [1, 1])));
        Assert.Throws<ArgumentException>(() => Ranking.AveragePrecision(GroupCounts.Observed([1, 2], [1, 1])));
        Assert.Throws<ArgumentException>(() => Ranking.AucNumerator(GroupCounts.Observed([1, 2], [1])));
        Assert.Throws<ArgumentException>(() => Ranking.AucNumerator(GroupCounts.Observed([1, 2], [1, 2])));
    }

    private static (int TruePositives, int FalsePositives) Count(float[] logits, byte[] labels, float threshold) =>
        (logits.Where((l, i) => labels[i] == 1 && l >= threshold).Count(), logits.Where((l, i) => labels[i] == 0 && l >= threshold).Count());
}
