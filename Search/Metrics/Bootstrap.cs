using ActorSearch.Search.Figures;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Runs;

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
        var columns = MetricColumn.WithInterval.Where(column => thresholdsPerReplicate.All(t => t.Of(column.At) is not null)).ToArray();
        var replicates = logitsPerReplicate.Zip(thresholdsPerReplicate, (logits, t) => new Replicate(logits, labels, t, columns)).ToArray();
        var positives = Indices(labels, 1);
        var negatives = Indices(labels, 0);

        var values = new double[columns.Length][];
        for (var c = 0; c < columns.Length; c++) values[c] = new double[Resamples];
        var counts = new byte[labels.Length];
        for (var r = 0; r < Resamples; r++)
        {
            var random = new CounterRandom(seed, 0, r, RandomPurpose.Bootstrap);
            Draw(counts, positives, negatives, ref random);
            foreach (var replicate in replicates) replicate.Resample(counts, labels);
            for (var c = 0; c < columns.Length; c++)
            {
                foreach (var replicate in replicates) values[c][r] += replicate.Part(c);
                values[c][r] /= columns[c].Metric.Whole(positives.Length, negatives.Length) * replicates.Length;
            }
        }
        return new TestResult(runs, [.. MetricColumn.WithInterval.Select(column =>
            Array.IndexOf(columns, column) is var c and >= 0 ? Percentile95(values[c]) : null)]);
    }

    /// <summary>Counts how often each sample is drawn: positives among positives, negatives among negatives.</summary>
    internal static void Draw(Span<byte> counts, int[] positives, int[] negatives, ref CounterRandom random)
    {
        counts.Clear();
        // One sample more than 255 times in one resample: never, even among few, but a byte must not wrap.
        for (var i = 0; i < positives.Length; i++) checked { counts[positives[random.NextInt(positives.Length)]]++; }
        for (var i = 0; i < negatives.Length; i++) checked { counts[negatives[random.NextInt(negatives.Length)]]++; }
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

    internal static int[] Indices(byte[] labels, byte label) => [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == label)];

    /// <summary>One replicate's scores, sorted once, and where they are called positive for each column.</summary>
    private sealed class Replicate
    {
        private readonly MetricColumn[] _columns;
        private readonly int[] _called;
        private readonly GroupCounts _counts;

        public Replicate(float[] logits, byte[] labels, Thresholds t, MetricColumn[] columns)
        {
            var groups = new ScoreGroups(logits, labels);
            (_columns, _counts) = (columns, new GroupCounts(groups));
            _called = [.. columns.Select(column => groups.CalledAt(t.Of(column.At)!.Value))];
        }

        public void Resample(byte[] counts, byte[] labels) => _counts.Of(counts, labels);

        public double Part(int column) => _columns[column].Metric.Part(_counts, _called[column]);
    }
}
