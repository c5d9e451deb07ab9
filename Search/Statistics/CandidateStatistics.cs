namespace ActorSearch.Search.Statistics;

/// <summary>All statistics of all replicates of one candidate, of the samples as they are and of every resample.</summary>
public sealed class CandidateStatistics
{
    private readonly double[] _observed, _resampled;

    public IReadOnlyList<Statistic> Statistics { get; }
    public int Replicates { get; }
    public int Resamples { get; }

    /// <summary>Positives of test: the most that can be missed.</summary>
    public int Positives { get; }

    /// <summary>Negatives of test.</summary>
    public int Negatives { get; }

    private CandidateStatistics(IReadOnlyList<Statistic> statistics, int replicates, StudySamples samples)
    {
        (Statistics, Replicates, Resamples) = (statistics, replicates, samples.Resamples);
        (Positives, Negatives) = (samples.Test.Count(label => label == 1), samples.Test.Count(label => label == 0));
        _observed = new double[replicates * statistics.Count];
        _resampled = new double[Resamples * replicates * statistics.Count];
    }

    /// <param name="validation">Logits, one array a replicate, in the order of the labels.</param>
    /// <param name="test">The same of test.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a logit is not finite.</exception>
    public static CandidateStatistics Of(
        StudySamples samples, IReadOnlyList<float[]> validation, IReadOnlyList<float[]> test, IReadOnlyList<Statistic> statistics)
    {
        if (test.Count == 0 || validation.Count != test.Count)
            throw new ArgumentException("at least one replicate, with logits of both splits, is needed", nameof(test));
        var all = new CandidateStatistics(statistics, test.Count, samples);
        Parallel.For(0, test.Count, r =>
        {
            var run = new RunStatistics(samples, validation[r], test[r], statistics);
            run.Observed(all._observed.AsSpan(r * statistics.Count, statistics.Count));
            for (var b = 0; b < samples.Resamples; b++)
                run.Resampled(samples, b, all._resampled.AsSpan((b * all.Replicates + r) * statistics.Count, statistics.Count));
        });
        return all;
    }

    /// <summary>Where a statistic is among the <see cref="Statistics"/>.</summary>
    /// <exception cref="ArgumentException">It was not asked for.</exception>
    public int IndexOf(Statistic statistic)
    {
        for (var s = 0; s < Statistics.Count; s++) if (Statistics[s] == statistic) return s;
        throw new ArgumentException($"{statistic} was not computed", nameof(statistic));
    }

    public double Observed(int replicate, int statistic) => _observed[replicate * Statistics.Count + statistic];

    public double Resampled(int resample, int replicate, int statistic) => _resampled[(resample * Replicates + replicate) * Statistics.Count + statistic];
}
