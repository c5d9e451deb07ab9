using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Randomness;
using Xunit;

namespace ActorSearch.Search.Tests.Evaluating;

public sealed class BootstrapTests
{
    private static readonly Thresholds AtZero = new(0, [0, 0, 0, 0]);

    /// <summary>`missed` of `positives` positives below 0, the negatives around it.</summary>
    private static (float[] Logits, byte[] Labels) Detector(int positives, int missed, int negatives)
    {
        var logits = Enumerable.Range(0, positives).Select(i => i < missed ? -1f - i : 1f + i)
            .Concat(Enumerable.Range(0, negatives).Select(i => (i % 10 == 0 ? 0.5f : -0.5f) * (i + 1))).ToArray();
        return (logits, [.. Enumerable.Repeat((byte)1, positives), .. Enumerable.Repeat((byte)0, negatives)]);
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(60, 30)]
    [InlineData(400, 8)]
    public void Resampled_misses_follow_the_binomial_distribution(int positives, int missed)
    {
        var (logits, labels) = Detector(positives, missed, 50);
        var interval = MetricColumn.Fn.IntervalOf(Bootstrap.Evaluate([logits], labels, [AtZero], 7))!;
        var share = missed / (double)positives;
        Assert.InRange(interval.Low, BinomialQuantile(positives, share, 0.025) - 1, BinomialQuantile(positives, share, 0.025) + 1);
        Assert.InRange(interval.High, BinomialQuantile(positives, share, 0.975) - 1, BinomialQuantile(positives, share, 0.975) + 1);
    }

    [Theory]
    [InlineData(150, 300, 1.0)]
    [InlineData(60, 400, 2.0)]
    public void The_auc_interval_is_as_wide_as_delongs_standard_error_says(int positives, int negatives, double shift)
    {
        var (logits, labels) = Samples.Normal(positives, negatives, shift, seed: 3);
        var interval = MetricColumn.Auc.IntervalOf(Bootstrap.Evaluate([logits], labels, [AtZero], 11))!;
        Assert.InRange((interval.High - interval.Low) / (2 * 1.959964 * DeLongError(logits, labels)), 0.93, 1.07);
    }

    [Fact]
    public void About_95_of_100_intervals_hold_the_true_expectation()
    {
        const int Trials = 300, Positives = 120;
        const double MissRate = 0.3;
        var held = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new CounterRandom(trial, 0, 0, RandomPurpose.Sampling);
            var missed = 0;
            for (var i = 0; i < Positives; i++) if (random.NextDouble() < MissRate) missed++;
            var (logits, labels) = Detector(Positives, missed, 10);
            var interval = MetricColumn.Fn.IntervalOf(Bootstrap.Evaluate([logits], labels, [AtZero], trial))!;
            if (interval.Low <= MissRate * Positives && MissRate * Positives <= interval.High) held++;
        }
        Assert.InRange(held / (double)Trials, 0.91, 0.985);
    }

    [Fact]
    public void All_replicates_see_the_same_resample()
    {
        // Each positive is missed by exactly one of the two, so the mean is the same in every resample if (and only if) they are paired.
        var (logits, labels) = Detector(80, 30, 40);
        var mirrored = logits.Select((logit, i) => labels[i] == 1 ? -logit : logit).ToArray();
        var interval = MetricColumn.Fn.IntervalOf(Bootstrap.Evaluate([logits, mirrored], labels, [AtZero, AtZero], 5));
        Assert.Equal(new Interval(40, 40), interval);
    }

    [Fact]
    public void A_replicate_twice_changes_no_interval_and_the_seed_alone_decides()
    {
        var (logits, labels) = Samples.Normal(40, 90, 1, seed: 1);
        var t = Evaluator.ChooseThresholds(logits, labels, new ActorSearch.Search.Specs.OperatingPointSpec { AtFpr = 0.2 });
        var once = Bootstrap.Evaluate([logits], labels, [t], 5);
        var twice = Bootstrap.Evaluate([logits, logits], labels, [t, t], 5);
        Assert.Equal(once.Intervals, twice.Intervals);
        Assert.Equal(once.Intervals, Bootstrap.Evaluate([logits], labels, [t], 5).Intervals);
        Assert.NotEqual(MetricColumn.Auc.IntervalOf(once), MetricColumn.Auc.IntervalOf(Bootstrap.Evaluate([logits], labels, [t], 6)));
        Assert.Equal([Evaluator.Evaluate(logits, labels, t)], once.Runs);
    }

    [Fact]
    public void Each_interval_belongs_to_its_own_threshold()
    {
        var (logits, labels) = Detector(50, 0, 20);
        var all = Bootstrap.Evaluate([logits], labels, [new Thresholds(1000, [0, 0, 1000, 0])], 5);
        Assert.Equal(new Interval(50, 50), MetricColumn.Fn.IntervalOf(all));
        Assert.Equal(new Interval(0, 0), MetricColumn.Of("fn_at_fpr_0.01").IntervalOf(all));
        Assert.Equal(new Interval(50, 50), MetricColumn.FnAtFpr5.IntervalOf(all));
        Assert.Equal(new Interval(0, 0), MetricColumn.Of("fn_at_fpr_0.10").IntervalOf(all));
    }

    [Fact]
    public void Quantiles_interpolate_linearly_between_order_statistics()
    {
        // Type 7 on 0..40: the positions are 0.025 x 40 = 1 and 39 exactly; on 0, 10: 0.25 and 9.75.
        Assert.Equal(new Interval(1, 39), Bootstrap.Percentile95([.. Enumerable.Range(0, 41).Select(i => (double)(40 - i))]));
        var two = Bootstrap.Percentile95([10, 0]);
        Assert.Equal(0.25, two.Low, tolerance: 5e-13);
        Assert.Equal(9.75, two.High, tolerance: 5e-13);
    }

    [Fact]
    public void Two_thousand_resamples_take_no_memory_of_their_own()
    {
        var (logits, labels) = Samples.Normal(400, 1600, 1, seed: 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Bootstrap.Evaluate([.. Enumerable.Repeat(logits, 5)], labels, [.. Enumerable.Repeat(AtZero, 5)], 5);
        // The least that one could take, a number for each sample, would come to 16 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 5 * sizeof(double) * Bootstrap.Resamples, 2_000_000);
    }

    private static int BinomialQuantile(int n, double p, double share)
    {
        var mass = Math.Pow(1 - p, n);
        var sum = mass;
        var k = 0;
        while (sum < share)
        {
            mass *= (n - k) / (k + 1.0) * p / (1 - p);
            sum += mass;
            k++;
        }
        return k;
    }

    /// <summary>DeLong, DeLong and Clarke-Pearson 1988: the standard error from the placement values, by plain loops.</summary>
    private static double DeLongError(float[] logits, byte[] labels)
    {
        var positives = logits.Where((_, i) => labels[i] == 1).ToArray();
        var negatives = logits.Where((_, i) => labels[i] == 0).ToArray();
        static double Wins(float a, float b) => a > b ? 1 : a == b ? 0.5 : 0;
        static double Variance(double[] values) => values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1);
        var ofPositives = positives.Select(p => negatives.Average(n => Wins(p, n))).ToArray();
        var ofNegatives = negatives.Select(n => positives.Average(p => Wins(p, n))).ToArray();
        return Math.Sqrt(Variance(ofPositives) / positives.Length + Variance(ofNegatives) / negatives.Length);
    }
}
