using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Randomness;

namespace ActorSearch.Search.Statistics;

/// <summary>
/// The two-level bootstrap: replicates and samples drawn with replacement, both jointly for the two candidates, 95 % by percentiles. With few replicates it is
/// too narrow where seeds matter (the variance of the mean over R drawn of R is (R - 1) / R times the true one; tests measure it), so it is reported beside
/// the interval of <see cref="CrossedMoments"/> and decides nothing.
/// </summary>
internal static class TwoLevelBootstrap
{
    /// <param name="seed">Resample b draws replicates from index 2 of its stream.</param>
    public static Estimate Difference(CandidateStatistics a, int ofA, CandidateStatistics b, int ofB, long seed)
    {
        var replicates = Math.Min(a.Replicates, b.Replicates);
        var means = new double[a.Resamples];
        for (var i = 0; i < means.Length; i++)
        {
            var random = new CounterRandom(seed, 0, i, RandomPurpose.Bootstrap, 2);
            for (var k = 0; k < replicates; k++)
            {
                var r = random.NextInt(replicates);
                means[i] += (a.Resampled(i, r, ofA) - b.Resampled(i, r, ofB)) / replicates;
            }
        }
        var observed = Enumerable.Range(0, replicates).Average(r => a.Observed(r, ofA) - b.Observed(r, ofB));
        var interval = Bootstrap.Percentile95(means);
        return new(observed, interval.Low, interval.High);
    }
}
