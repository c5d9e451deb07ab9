namespace ActorSearch.Search.Statistics;

/// <summary>All statistics of all replicates of one candidate, of the samples as they are and of every resample.</summary>
public sealed class CandidateStatistics
{
    private readonly double[] _observed, _resampled;

    /// <summary>What was computed.</summary>
    public IReadOnlyList<Statistic> Statistics { get; }

    /// <summary>Number of runs.</summary>
    public int Replicates { get; }

    /// <summary>Number of resamples.</summary>
    public int Resamples { get; }

    /// <summary>Positives of test: the most that can be missed.</summary>
    public int Positives { get; }

    /// <summary>Negatives of test.</summary>
    public int Negatives { get; }

    /// <summary>Computes the statistics of all replicates, in parallel.</summary>
    /// <param name="samples">The labels and their resamples.</param>
    /// <param name="validation">Logits, one array a replicate, in the order of the labels.</param>
    /// <param name="test">The same of test.</param>
    /// <param name="statistics">What to compute.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a logit is not finite.</exception>
    public CandidateStatistics(StudySamples samples, IReadOnlyList<float[]> validation, IReadOnlyList<float[]> test, IReadOnlyList<Statistic> statistics)
    {
        if (test.Count == 0 || validation.Count != test.Count)
            throw new ArgumentException("at least one replicate, with logits of both splits, is needed", nameof(test));
        (Statistics, Replicates, Resamples) = (statistics, test.Count, samples.Resamples);
        (Positives, Negatives) = (samples.Test.Count((byte)1), samples.Test.Count((byte)0));
        _observed = new double[Replicates * statistics.Count];
        _resampled = new double[Resamples * Replicates * statistics.Count];
        Parallel.For(0, Replicates, r =>
        {
            var run = new RunStatistics(samples, validation[r], test[r], statistics);
            run.Observed(_observed.AsSpan(r * statistics.Count, statistics.Count));
            for (var b = 0; b < Resamples; b++) run.Resampled(b, _resampled.AsSpan((b * Replicates + r) * statistics.Count, statistics.Count));
        });
    }

    /// <summary>Where a statistic is among the <see cref="Statistics"/>.</summary>
    /// <exception cref="ArgumentException">It was not asked for.</exception>
    public int IndexOf(Statistic statistic)
    {
        var index = Statistics.ToList().IndexOf(statistic);
        return index >= 0 ? index : throw new ArgumentException($"{statistic} was not computed", nameof(statistic));
    }

    /// <summary>Of the samples as they are.</summary>
    /// <param name="statistic">Its index (<see cref="IndexOf"/>).</param>
    public double Observed(int replicate, int statistic) => _observed[replicate * Statistics.Count + statistic];

    /// <summary>Of one resample.</summary>
    /// <param name="statistic">Its index (<see cref="IndexOf"/>).</param>
    public double Resampled(int resample, int replicate, int statistic) => _resampled[(resample * Replicates + replicate) * Statistics.Count + statistic];
}
