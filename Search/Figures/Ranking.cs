namespace ActorSearch.Search.Figures;

/// <summary>
/// Measures that depend on the order of the scores alone; equal scores are ties. A missing class where both are needed is an <see cref="ArgumentException"/>.
/// </summary>
internal static class Ranking
{
    /// <summary>
    /// 2 x wins + ties over all pairs (positive, negative): the Mann-Whitney statistic, exact; AUC = this / (2 P N). 0 when a class is missing.
    /// </summary>
    /// <exception cref="OverflowException">2 P N does not fit.</exception>
    public static long AucNumerator(GroupCounts counts)
    {
        var numerator = 0L;
        long below = counts.Negatives;
        for (var g = 0; g < counts.PositivesAt.Length; g++)
        {
            below -= counts.NegativesAt[g];
            numerator = checked(numerator + counts.PositivesAt[g] * (2 * below + counts.NegativesAt[g]));
        }
        return numerator;
    }

    /// <summary>Average precision: sum over the distinct scores of (recall step) x precision.</summary>
    public static double AveragePrecision(GroupCounts counts)
    {
        counts.RequireBothClasses();
        var (sum, truePositives, called) = (0.0, 0, 0);
        for (var g = 0; g < counts.PositivesAt.Length; g++)
        {
            truePositives += counts.PositivesAt[g];
            called += counts.PositivesAt[g] + counts.NegativesAt[g];
            // In a resample the highest scores may have no sample.
            if (called > 0) sum += counts.PositivesAt[g] * (truePositives / (double)called);
        }
        return sum / counts.Positives;
    }

    /// <summary>
    /// Area under the ROC curve for FPR in [0, <paramref name="maxFpr"/>], divided by <paramref name="maxFpr"/>; ties are a diagonal of the curve,
    /// which is interpolated at the limit.
    /// </summary>
    public static double PartialAuc(GroupCounts counts, double maxFpr)
    {
        counts.RequireBothClasses();
        if (!(maxFpr > 0 && maxFpr <= 1)) throw new ArgumentOutOfRangeException(nameof(maxFpr));
        var limit = maxFpr * counts.Negatives;
        var (area, truePositives, falsePositives) = (0.0, 0, 0);
        for (var g = 0; g < counts.PositivesAt.Length && falsePositives < limit; g++)
        {
            var (rise, run) = (counts.PositivesAt[g], counts.NegativesAt[g]);
            if (run > 0)
            {
                // Within the limit all of the step counts, beyond it the part before the limit, up to the interpolated height.
                var width = Math.Min(run, limit - falsePositives);
                area += width * (truePositives + 0.5 * rise * (width / run));
            }
            truePositives += rise;
            falsePositives += run;
        }
        return Math.Min(1, area / ((double)counts.Positives * limit));
    }
}
