using ActorSearch.Search.Figures;

namespace ActorSearch.Search.Statistics;

/// <summary>Intervals of candidates' statistics and of differences between two, paired by replicate and by sample.</summary>
public static class PairedComparison
{
    /// <summary>The mean of one candidate's statistic.</summary>
    public static Estimate Mean(CandidateStatistics candidate, Statistic statistic) =>
        new CrossedMoments(candidate, candidate.IndexOf(statistic)).MeanWithin(statistic.Metric.Most(candidate.Positives, candidate.Negatives));

    /// <summary>Candidate minus baseline. Both are of the same <see cref="StudySamples"/>; the replicates that both have are compared.</summary>
    /// <param name="ofBaseline">What of the baseline is compared with the candidate's: the same, or that at another threshold.</param>
    public static Comparison Of(CandidateStatistics candidate, Statistic ofCandidate, CandidateStatistics baseline, Statistic ofBaseline, long seed = 1)
    {
        if (candidate.Resamples != baseline.Resamples) throw new ArgumentException("both must be of the same samples", nameof(baseline));
        var (a, b) = (candidate.IndexOf(ofCandidate), baseline.IndexOf(ofBaseline));
        var moments = new CrossedMoments(candidate, a, baseline, b);
        return new(moments.Of(1, 1), TwoLevelBootstrap.Difference(candidate, a, baseline, b, seed),
            ofCandidate.Metric is FalseNegativeCount ? moments.Reduction() : Estimate.None);
    }
}
