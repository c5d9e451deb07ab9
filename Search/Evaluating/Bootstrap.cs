using ActorSearch.Search.Figures;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Evaluating;

/// <summary>
/// Stratified bootstrap intervals (Efron and Tibshirani 1993, percentile method): positives are drawn among positives, negatives
/// among negatives, the same resample for every replicate, and the statistic is the mean over the replicates.
/// </summary>
public static class Bootstrap
{
    /// <summary>How many resamples an interval is made of.</summary>
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
        var columns = MetricColumn.WithInterval.Where(column => thresholdsPerReplicate.All(t => t.Of(column.At) is not null)).ToArray();
        var replicates = logitsPerReplicate.Zip(thresholdsPerReplicate, (logits, t) => new Replicate(logits, labels, t, columns)).ToArray();
        var classes = Classes(labels);

        double[][] values = [.. columns.Select(_ => new double[Resamples])];
        var counts = new byte[labels.Length];
        for (var r = 0; r < Resamples; r++)
        {
            var random = new CounterRandom(seed, 0, r, RandomPurpose.Bootstrap);
            Draw(counts, classes, ref random);
            foreach (var replicate in replicates) replicate.Resample(counts);
            for (var c = 0; c < columns.Length; c++)
            {
                foreach (var replicate in replicates) values[c][r] += replicate.Part(c);
                values[c][r] /= columns[c].Metric.Whole(classes[0].Length, classes[1].Length) * replicates.Length;
            }
        }
        return new TestResult(runs, [.. MetricColumn.WithInterval.Select(column =>
            Array.IndexOf(columns, column) is var c and >= 0 ? Percentile95(values[c]) : null)]);
    }

    /// <summary>Counts how often each sample is drawn: positives among positives, negatives among negatives.</summary>
    /// <param name="classes">See <see cref="Classes"/>.</param>
    internal static void Draw(Span<byte> counts, int[][] classes, ref CounterRandom random)
    {
        counts.Clear();
        // One sample more than 255 times in one resample: never, even among few, but a byte must not wrap.
        foreach (var samples in classes)
            for (var i = 0; i < samples.Length; i++) checked { counts[samples[random.NextInt(samples.Length)]]++; }
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

    /// <summary>The samples of the positives, then those of the negatives.</summary>
    internal static int[][] Classes(byte[] labels)
    {
        int[] Of(int label) => [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == label)];
        return [Of(1), Of(0)];
    }

    /// <summary>One replicate's scores, sorted once, and where they are called positive for each column.</summary>
    private sealed class Replicate(float[] logits, byte[] labels, Thresholds thresholds, MetricColumn[] columns)
    {
        private readonly GroupCounts _counts = new(new ScoreGroups(logits, labels));
        private int[]? _called;

        public void Resample(byte[] counts) => _counts.Of(counts, labels);

        public double Part(int column)
        {
            _called ??= [.. columns.Select(one => _counts.CalledAt(thresholds.Of(one.At)!.Value))];
            return columns[column].Metric.Part(_counts, _called[column]);
        }
    }
}
