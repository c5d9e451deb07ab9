using System.Collections.Immutable;
using ActorSearch.Search.Randomness;

namespace ActorSearch.Search.Metrics;

/// <summary>
/// Stratified bootstrap intervals (Efron and Tibshirani 1993, percentile method): positives are drawn among positives, negatives
/// among negatives, the same resample for every replicate, and the statistic is the mean over the replicates.
/// </summary>
public static class Bootstrap
{
    public const int Resamples = 2000;

    /// <summary>Evaluates a candidate's replicates on the test split, with 95 % intervals of the means.</summary>
    /// <param name="logitsPerReplicate">One array a replicate, each as long as <paramref name="labels"/>.</param>
    /// <param name="labels">0 or 1, both present.</param>
    /// <param name="thresholdsPerReplicate">As chosen on validation.</param>
    /// <param name="seed">The search's seed; resample r draws from the stream (seed, 0, r, Bootstrap).</param>
    public static TestResult Evaluate(IReadOnlyList<float[]> logitsPerReplicate, byte[] labels, IReadOnlyList<Thresholds> thresholdsPerReplicate, long seed)
    {
        if (logitsPerReplicate.Count == 0 || logitsPerReplicate.Count != thresholdsPerReplicate.Count)
            throw new ArgumentException("at least one replicate, and thresholds for each, are needed", nameof(logitsPerReplicate));
        var runs = logitsPerReplicate.Zip(thresholdsPerReplicate, (logits, t) => Evaluator.Evaluate(logits, labels, t)).ToImmutableArray();
        var replicates = logitsPerReplicate.Zip(thresholdsPerReplicate, (logits, t) => new Replicate(logits, labels, t)).ToArray();
        var positives = Indices(labels, 1);
        var negatives = Indices(labels, 0);

        var auc = new double[Resamples];
        var misses = new double[4][];
        for (var k = 0; k < misses.Length; k++) misses[k] = new double[Resamples];
        var counts = new int[labels.Length];
        Span<long> missed = stackalloc long[misses.Length];
        for (var r = 0; r < Resamples; r++)
        {
            var random = new CounterRandom(seed, 0, r, RandomPurpose.Bootstrap);
            Array.Clear(counts);
            for (var i = 0; i < positives.Length; i++) counts[positives[random.NextInt(positives.Length)]]++;
            for (var i = 0; i < negatives.Length; i++) counts[negatives[random.NextInt(negatives.Length)]]++;

            missed.Clear();
            var numerator = 0L;
            foreach (var replicate in replicates) numerator = checked(numerator + replicate.Resampled(counts, labels, missed));
            auc[r] = numerator / (2.0 * positives.Length * negatives.Length * replicates.Length);
            for (var k = 0; k < misses.Length; k++) misses[k][r] = missed[k] / (double)replicates.Length;
        }
        return new TestResult(runs, Percentile95(misses[0]), Percentile95(auc), Percentile95(misses[1]), Percentile95(misses[2]), Percentile95(misses[3]));
    }

    /// <summary>The 2.5 % and 97.5 % quantiles, linearly interpolated (type 7 of Hyndman and Fan 1996). Sorts its argument.</summary>
    internal static Interval Percentile95(double[] values)
    {
        Array.Sort(values);
        return new Interval(Quantile(values, 0.025), Quantile(values, 0.975));
    }

    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static int[] Indices(byte[] labels, byte label) => [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == label)];

    /// <summary>One replicate's scores, sorted once; a resample is then counts per distinct score.</summary>
    private sealed class Replicate
    {
        private readonly ScoreGroups _groups;
        private readonly int[] _called;
        private readonly int[] _positives, _negatives;

        public Replicate(float[] logits, byte[] labels, Thresholds t)
        {
            _groups = new ScoreGroups(logits, labels);
            _called = [_groups.CalledAt(t.Objective), _groups.CalledAt(t.AtFpr1), _groups.CalledAt(t.AtFpr5), _groups.CalledAt(t.AtFpr10)];
            (_positives, _negatives) = (new int[_groups.Scores.Length], new int[_groups.Scores.Length]);
        }

        /// <summary>Adds FN at the four thresholds to <paramref name="missed"/>; returns the AUC numerator.</summary>
        public long Resampled(int[] counts, byte[] labels, Span<long> missed)
        {
            Array.Clear(_positives);
            Array.Clear(_negatives);
            var groupOf = _groups.GroupOf;
            for (var i = 0; i < counts.Length; i++)
            {
                if (labels[i] == 1) _positives[groupOf[i]] += counts[i];
                else _negatives[groupOf[i]] += counts[i];
            }
            for (var k = 0; k < _called.Length; k++)
                for (var g = _called[k]; g < _positives.Length; g++) missed[k] += _positives[g];
            return Ranking.AucNumerator(_positives, _negatives, _groups.TotalNegatives);
        }
    }
}
