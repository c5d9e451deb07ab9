using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Statistics;
using Xunit;

namespace ActorSearch.Search.Tests.Statistics;

/// <summary>Statistics, differences and intervals against plain loops over the samples and against hand computations.</summary>
public sealed class PairedComparisonTests
{
    private static readonly Metric Fpr = Metric.All.OfType<FalsePositiveRate>().Single();

    private static readonly Statistic PartialAuc = new(Metric.All.OfType<PartialAuc>().Single(), default);

    private static readonly ThresholdRule[] Rules =
    [
        ThresholdRule.Half, ThresholdRule.MovedBy(10),
        ThresholdRule.AtValidationFpr(0.01), ThresholdRule.AtValidationFpr(0.05), ThresholdRule.AtValidationFpr(0.10),
    ];

    private static readonly IReadOnlyList<Statistic> All =
    [
        Statistic.Auc, PartialAuc,
        .. Rules.SelectMany(rule => new[] { Statistic.Fn(rule), new(Fpr, rule) }),
        .. OperatingRule.Rates.Select(rate => Statistic.Fn(ThresholdRule.AtTestFpr(rate))),
    ];

    private static readonly SimulatedStudy Study = new(Positives: 23, Negatives: 71, Replicates: 3, SeparationA: 1.9, SeparationB: 1.4, SeedSd: 0.3);

    /// <summary>With ties: scores rounded to quarters.</summary>
    private static (float[][] A, float[][] B) Draw(int seed)
    {
        var (a, b) = Study.Draw(new CounterRandom(seed, 0, 0, RandomPurpose.Sampling));
        float[][] Rounded(float[][] scores) => [.. scores.Select(s => s.Select(x => MathF.Round(x * 4) / 4).ToArray())];
        return (Rounded(a), Rounded(b));
    }

    /// <summary>The samples of a resample, written out one by one, and evaluated by <see cref="Evaluator"/>, which knows no resamples.</summary>
    private static double Naive(
        Statistic statistic, float[] validation, float[] test, byte[] labels, IEnumerable<int> drawnOfValidation, IEnumerable<int> drawnOfTest)
    {
        var (v, t) = (drawnOfValidation.ToArray(), drawnOfTest.ToArray());
        float[] logits = [.. t.Select(i => test[i])];
        byte[] truth = [.. t.Select(i => labels[i])];
        if (statistic.Rule.Kind == RuleKind.TestFpr) return MissesAt(logits, truth, statistic.Rule.Value);
        var spec = new OperatingPointSpec { Threshold = 1 / (1 + Math.Exp(-statistic.Rule.Value * (statistic.Rule.Kind == RuleKind.Fixed ? 1 : 0))) };
        var chosen = Evaluator.ChooseThresholds([.. v.Select(i => validation[i])], [.. v.Select(i => labels[i])], spec);
        var e = Evaluator.Evaluate(logits, truth, chosen);
        if (statistic.Metric is RankingMetric) return statistic.Metric.Of(e);
        var point = statistic.Rule switch
        {
            { Kind: RuleKind.Fixed, Value: 0 } => e.At(OperatingRule.Half)!.Value,
            { Kind: RuleKind.Fixed } => new OperatingPoint(e.ThresholdLogit, e.FalseNegatives, e.FalsePositives),
            { Value: var rate } => e.At(new OperatingRule(rate))!.Value,
        };
        return statistic.Metric is FalseNegativeCount ? point.FalseNegatives : point.FalsePositives / (double)e.Negatives;
    }

    /// <summary>The ROC curve through all thresholds, interpolated, its upper end where it is vertical.</summary>
    private static double MissesAt(float[] logits, byte[] labels, double fpr)
    {
        double positives = labels.Count(l => l == 1), negatives = labels.Count(l => l == 0);
        var corners = logits.Distinct().OrderDescending()
            .Select(s => (
                X: logits.Where((z, i) => z >= s && labels[i] == 0).Count() / negatives,
                Y: (double)logits.Where((z, i) => z >= s && labels[i] == 1).Count()))
            .Prepend((X: 0.0, Y: 0.0)).ToArray();
        var left = corners.Last(c => c.X <= fpr + 1e-12);
        var right = corners.FirstOrDefault(c => c.X > fpr + 1e-12, left);
        return positives - (right.X == left.X ? left.Y : left.Y + (right.Y - left.Y) * Math.Max(0, fpr - left.X) / (right.X - left.X));
    }

    private static List<int> Written(ReadOnlySpan<byte> counts)
    {
        var samples = new List<int>();
        for (var i = 0; i < counts.Length; i++) samples.AddRange(Enumerable.Repeat(i, counts[i]));
        return samples;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_statistic_of_every_resample_is_that_of_the_samples_written_out(bool resampleValidation)
    {
        var (validation, test) = (Draw(1).A, Draw(2).A);
        var samples = new StudySamples(Study.Labels, Study.Labels, resampleValidation, resamples: 40, seed: 9);
        var statistics = new CandidateStatistics(samples, validation, test, All);
        var all = Enumerable.Range(0, Study.Labels.Length).ToArray();
        for (var r = 0; r < Study.Replicates; r++)
        {
            for (var s = 0; s < All.Count; s++)
            {
                Assert.Equal(Naive(All[s], validation[r], test[r], Study.Labels, all, all), statistics.Observed(r, s), tolerance: 5e-10);
                for (var b = 0; b < samples.Resamples; b++)
                {
                    IEnumerable<int> drawn = resampleValidation ? Written(samples.ValidationCounts(b)) : all;
                    Assert.Equal(
                        Naive(All[s], validation[r], test[r], Study.Labels, drawn, Written(samples.TestCounts(b))),
                        statistics.Resampled(b, r, s), tolerance: 5e-10);
                }
            }
        }
    }

    [Fact]
    public void Resamples_keep_the_classes_and_are_those_of_the_seed()
    {
        var samples = new StudySamples(Study.Labels, Study.Labels, true, resamples: 20, seed: 4);
        for (var b = 0; b < 20; b++)
        {
            foreach (var counts in new[] { samples.TestCounts(b).ToArray(), samples.ValidationCounts(b).ToArray() })
            {
                Assert.Equal(
                    (Study.Positives, Study.Negatives),
                    (counts.Where((_, i) => Study.Labels[i] == 1).Sum(c => c), counts.Where((_, i) => Study.Labels[i] == 0).Sum(c => c)));
            }
            Assert.NotEqual(samples.TestCounts(b).ToArray(), samples.ValidationCounts(b).ToArray());
            Assert.Equal(samples.TestCounts(b).ToArray(), new StudySamples(Study.Labels, Study.Labels, false, resamples: 20, seed: 4).TestCounts(b).ToArray());
        }
        Assert.NotEqual(samples.TestCounts(0).ToArray(), new StudySamples(Study.Labels, Study.Labels, false, resamples: 1, seed: 5).TestCounts(0).ToArray());
    }

    /// <summary>The interval from the resampled values by the textbook's formulas, with every covariance a loop of its own.</summary>
    [Fact]
    public void The_interval_of_a_difference_is_that_of_obuchowski_rockette_and_hillis()
    {
        var (a, b) = Both(seed: 3, resamples: 400);
        foreach (var statistic in All)
        {
            var s = a.IndexOf(statistic);
            double D(int i, int r) => a.Resampled(i, r, s) - b.Resampled(i, r, s);
            double Cov(int r, int q)
            {
                var (x, y) = (Enumerable.Range(0, 400).Average(i => D(i, r)), Enumerable.Range(0, 400).Average(i => D(i, q)));
                return Enumerable.Range(0, 400).Sum(i => (D(i, r) - x) * (D(i, q) - y)) / 399;
            }
            double[] d = [.. Enumerable.Range(0, 3).Select(r => a.Observed(r, s) - b.Observed(r, s))];
            var between = Math.Max(0, (Cov(0, 1) + Cov(0, 2) + Cov(1, 2)) / 3);
            var own = (Cov(0, 0) + Cov(1, 1) + Cov(2, 2)) / 3;
            var seeds = d.Sum(x => (x - d.Average()) * (x - d.Average())) / 2 / 3;
            var degrees = seeds == 0 ? double.PositiveInfinity : (seeds + between) * (seeds + between) / (seeds * seeds / 2);
            var half = Math.Max(
                CrossedMoments.Quantile95(Math.Max(1, degrees)) * Math.Sqrt(seeds + between),
                1.959963984540054 * Math.Sqrt(Math.Max(0, own - between) / 3 + between));
            var difference = PairedComparison.Of(a, statistic, b, statistic).Difference;
            Assert.Equal(d.Average(), difference.Value, tolerance: 5e-10);
            Assert.Equal(d.Average() - half, difference.Low, tolerance: 5e-8);
            Assert.Equal(d.Average() + half, difference.High, tolerance: 5e-8);
        }
    }

    /// <summary>Against an implementation that shares nothing: other random numbers, samples written out, sorted means.</summary>
    [Fact]
    public void The_two_level_bootstrap_agrees_with_an_independent_one()
    {
        const int Resamples = 2000;
        var (test, labels) = (Draw(5), Study.Labels);
        var samples = new StudySamples(labels, labels, false, Resamples, seed: 1);
        Statistic[] auc = [Statistic.Auc];
        var bootstrap = PairedComparison.Of(
            new CandidateStatistics(samples, test.A, test.A, auc), auc[0], new CandidateStatistics(samples, test.B, test.B, auc), auc[0]).Bootstrap;
        var random = new Random(77);
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            int[] drawn = [.. Enumerable.Range(0, labels.Length)
                .Select(k => k < Study.Positives ? random.Next(Study.Positives) : Study.Positives + random.Next(Study.Negatives))];
            for (var k = 0; k < 3; k++)
            {
                var r = random.Next(3);
                means[i] += (Wins(test.A[r], drawn) - Wins(test.B[r], drawn)) / 3;
            }
        }
        Array.Sort(means);
        var width = means[1949] - means[50];
        Assert.InRange(bootstrap.Low, means[50] - 0.07 * width, means[50] + 0.07 * width);
        Assert.InRange(bootstrap.High, means[1949] - 0.07 * width, means[1949] + 0.07 * width);

        double Wins(float[] scores, int[] drawn)
        {
            var wins = 0.0;
            for (var p = 0; p < Study.Positives; p++)
                for (var n = Study.Positives; n < drawn.Length; n++)
                    wins += scores[drawn[p]] > scores[drawn[n]] ? 1 : scores[drawn[p]] == scores[drawn[n]] ? 0.5 : 0;
            return wins / Study.Positives / Study.Negatives;
        }
    }

    /// <summary>Its ends are the ratios at which the weighted difference just touches 0, so it excludes 0 when the difference does.</summary>
    [Fact]
    public void The_relative_reduction_excludes_0_when_the_difference_does()
    {
        var statistic = Statistic.Fn(ThresholdRule.AtValidationFpr(0.10));
        var clear = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var (a, b) = Both(seed, resamples: 100);
            var comparison = PairedComparison.Of(a, statistic, b, statistic);
            Assert.Equal(-comparison.Difference.Value / PairedComparison.Mean(b, statistic).Value, comparison.Reduction.Value, tolerance: 5e-10);
            Assert.Equal(comparison.Difference.ClearOfZero, comparison.Reduction.ClearOfZero);
            Assert.True(
                comparison.Reduction.Low <= comparison.Reduction.Value + 1e-6
                && comparison.Reduction.Value <= comparison.Reduction.High + 1e-6
                && comparison.Reduction.High <= 1);
            if (comparison.Difference.ClearOfZero) clear++;
        }
        Assert.InRange(clear, 1, 59);
    }

    [Fact]
    public void A_candidate_beside_itself_differs_by_nothing_and_of_one_replicate_the_interval_is_over_samples()
    {
        var (a, _) = Both(seed: 8, resamples: 2000);
        var statistic = Statistic.Fn(ThresholdRule.Half);
        var same = PairedComparison.Of(a, statistic, a, statistic);
        Assert.Equal((new Estimate(0, 0, 0), new Estimate(0, 0, 0), new Estimate(0, 0, 0)), (same.Difference, same.Bootstrap, same.Reduction));
        var (test, labels) = (Draw(8).A, Study.Labels);
        var one = new CandidateStatistics(new StudySamples(labels, labels, false, 2000), test[..1], test[..1], [statistic]);
        var missed = PairedComparison.Mean(one, statistic);
        // Of 23 positives, m missed: binomial, on the logit scale.
        var share = missed.Value / 23;
        var half = 1.959964 * Math.Sqrt(1 / (23 * share * (1 - share)));
        Assert.InRange(Logit(missed.High / 23) - Logit(share), 0.94 * half, 1.06 * half);
        Assert.InRange(Logit(share) - Logit(missed.Low / 23), 0.94 * half, 1.06 * half);
        static double Logit(double p) => Math.Log(p / (1 - p));
        Assert.Throws<ArgumentException>(() => PairedComparison.Mean(one, Statistic.Auc));
    }

    /// <summary>
    /// Four positives at 9, 6, 6, 2 and ten negatives at 8, 6, 5, 5, 4, 3, 1, 0, -1, -2. Up to FPR 0.1 (one negative) the curve goes (0, 1/4) to
    /// (0.1, 1/4): area 0.1 x 1/4, divided by 0.1. Up to 0.2 the tie at 6 is the diagonal from (0.1, 1/4) to (0.2, 3/4): 0.1 x 1/4 + 0.1 x 1/2,
    /// divided by 0.2 = 0.375. At FPR 0.15 exactly half of the diagonal is done: 4 x 1/2 missed.
    /// </summary>
    [Fact]
    public void Partial_auc_and_misses_at_equal_fpr_by_hand()
    {
        float[] logits = [9, 6, 6, 2, 8, 6, 5, 5, 4, 3, 1, 0, -1, -2];
        byte[] labels = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(0.25, Ranking.PartialAuc(GroupCounts.Observed(logits, labels), 0.1), tolerance: 5e-13);
        Assert.Equal(0.375, Ranking.PartialAuc(GroupCounts.Observed(logits, labels), 0.2), tolerance: 5e-13);
        Statistic[] statistics = [PartialAuc, .. new[] { 0.05, 0.1, 0.15, 0.2, 0.6 }.Select(rate => Statistic.Fn(ThresholdRule.AtTestFpr(rate)))];
        var found = new CandidateStatistics(new StudySamples(labels, labels, false, 10), [logits], [logits], statistics);
        double[] expected = [0.25, 3, 3, 2, 1, 0];
        for (var s = 0; s < expected.Length; s++) Assert.Equal(expected[s], found.Observed(0, s), tolerance: 5e-10);
    }

    private static (CandidateStatistics A, CandidateStatistics B) Both(int seed, int resamples)
    {
        var (validation, test) = (Draw(2 * seed), Draw(2 * seed + 1));
        var samples = new StudySamples(Study.Labels, Study.Labels, true, resamples, seed);
        return (new CandidateStatistics(samples, validation.A, test.A, All), new CandidateStatistics(samples, validation.B, test.B, All));
    }
}
