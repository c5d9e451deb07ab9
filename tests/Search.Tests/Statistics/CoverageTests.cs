using ActorSearch.Search.Figures;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Statistics;
using Xunit;

namespace ActorSearch.Search.Tests.Statistics;

/// <summary>Of many simulated studies, the share whose 95 % interval holds the truth.</summary>
public sealed class CoverageTests
{
    private const int Studies = 1000, Resamples = 100;

    private static readonly ThresholdRule AtFpr10 = ThresholdRule.AtValidationFpr(0.10);

    private static readonly Statistic[] Watched =
    [
        Statistic.Auc, Statistic.Fn(ThresholdRule.Half), Statistic.Fn(AtFpr10), new(Metric.All.OfType<FalsePositiveRate>().Single(), AtFpr10),
        new(MetricColumn.Of("pauc").Metric, default), Statistic.Fn(ThresholdRule.AtTestFpr(0.10))
    ];

    private sealed record Coverage(double[] Crossed, double[] Bootstrap, double[] Mean, double Reduction);

    /// <summary>Where the truth has no closed form it is the mean over all studies, whose error is a thirtieth of an interval's.</summary>
    private static Coverage Measure(SimulatedStudy study)
    {
        var labels = study.Labels;
        var comparisons = new Comparison[Studies][];
        var (means, baseline) = (new Estimate[Studies][], new double[Studies]);
        Parallel.For(0, Studies, k =>
        {
            var samples = new StudySamples(labels, labels, true, Resamples, seed: k);
            // Validation and test are halves of one draw, so that a run has the same effect of its seed on both.
            var (validation, tested) = Halves(study, k);
            var a = new CandidateStatistics(samples, validation.A, tested.A, Watched);
            var b = new CandidateStatistics(samples, validation.B, tested.B, Watched);
            comparisons[k] = [.. Watched.Select(s => PairedComparison.Of(a, s, b, s, seed: k))];
            means[k] = [.. Watched.Select(s => PairedComparison.Mean(a, s))];
            baseline[k] = PairedComparison.Mean(b, Watched[2]).Value;
        });
        double Truth(int s) => s switch
        {
            0 => study.TrueAuc(study.SeparationA) - study.TrueAuc(study.SeparationB),
            1 => study.TrueFnAtZero(study.SeparationA) - study.TrueFnAtZero(study.SeparationB),
            _ => comparisons.Average(c => c[s].Difference.Value),
        };
        double TrueMean(int s) =>
            s switch { 0 => study.TrueAuc(study.SeparationA), 1 => study.TrueFnAtZero(study.SeparationA), _ => means.Average(m => m[s].Value) };
        double[] Share(Func<Comparison, Estimate> of) => [.. Watched.Select((_, s) => comparisons.Count(c => Holds(of(c[s]), Truth(s))) / (double)Studies)];
        var reduction = -Truth(2) / baseline.Average();
        return new(
            Share(c => c.Difference), Share(c => c.Bootstrap),
            [.. Watched.Select((_, s) => means.Count(m => Holds(m[s], TrueMean(s))) / (double)Studies)],
            comparisons.Count(c => Holds(c[2].Reduction, reduction)) / (double)Studies);
    }

    private static bool Holds(Estimate interval, double truth) => interval.Low <= truth && truth <= interval.High;

    private static ((float[][] A, float[][] B) Validation, (float[][] A, float[][] B) Test) Halves(SimulatedStudy study, int seed)
    {
        var (p, n) = (study.Positives, study.Negatives);
        var (a, b) = (study with { Positives = 2 * p, Negatives = 2 * n }).Draw(new CounterRandom(seed, 0, 0, RandomPurpose.Sampling));
        float[][] Half(float[][] scores, int half) => [.. scores.Select(s => (float[])[.. s.AsSpan(half * p, p), .. s.AsSpan(2 * p + half * n, n)])];
        return ((Half(a, 0), Half(b, 0)), (Half(a, 1), Half(b, 1)));
    }

    public static TheoryData<string, int, int, int, double, double, double> Studied => new()
    {
        { "seeds matter little", 60, 180, 5, 2.2, 1.8, 0.05 },
        { "seeds matter as much as samples", 60, 180, 5, 2.2, 1.8, 0.4 },
        { "seeds are all that matters", 60, 120, 5, 2.2, 1.8, 1.2 },
        { "eight seeds, few positives", 30, 180, 8, 2.6, 2.0, 0.4 },
    };

    [Theory]
    [MemberData(nameof(Studied))]
    public void Intervals_over_seeds_and_samples_hold_the_truth_in_93_to_97_of_100_studies(
        string name, int positives, int negatives, int replicates, double a, double b, double seedSd)
    {
        var coverage = Measure(new(positives, negatives, replicates, a, b, seedSd, ShiftSd: seedSd / 2));
        TestContext.Current.SendDiagnosticMessage(
            $"{name}: differences {Text(coverage.Crossed)}; two-level bootstrap {Text(coverage.Bootstrap)}; "
            + $"means {Text(coverage.Mean)}; reduction {coverage.Reduction:0.000}");
        Assert.InRange(coverage.Crossed.Average(), 0.93, 0.97);
        // Of 1,000 studies the share itself is known to 1.4 %; the noise of 100 resamples in place of 2,000 comes to it.
        Assert.All(coverage.Crossed.Append(coverage.Reduction), share => Assert.InRange(share, 0.92, 0.98));
        Assert.All(coverage.Mean, share => Assert.InRange(share, 0.90, 0.98));
        // Why it is not the bootstrap that decides: it draws too few seeds' worth of variance, and counts that of a threshold on resampled
        // validation too often.
        if (seedSd > 1) Assert.InRange(coverage.Bootstrap[0], 0.75, 0.90);
        Assert.InRange(coverage.Bootstrap[3], 0.98, 1);
    }

    /// <summary>Three seeds tell little of seeds: the interval errs on the safe side, and holds the truth in up to 99 of 100 studies.</summary>
    [Fact]
    public void With_three_seeds_intervals_are_rather_too_wide()
    {
        var coverage = Measure(new(60, 180, 3, 2.2, 1.8, 0.05, ShiftSd: 0.02));
        Assert.All(coverage.Crossed, share => Assert.InRange(share, 0.94, 0.99));
    }

    private static string Text(double[] shares) =>
        string.Join(' ', shares.Select(share => share.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)));
}
