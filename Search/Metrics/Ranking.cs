namespace ActorSearch.Search.Metrics;

/// <summary>
/// Measures that depend on the order of the scores alone. Labels are 0 or 1; equal scores are ties, whatever the order of the samples.
/// Logits that are not finite, and a missing class where both are needed, are an <see cref="ArgumentException"/>.
/// </summary>
public static class Ranking
{
    /// <summary>2 x wins + ties over all pairs (positive, negative): the Mann-Whitney statistic, exact; AUC = this / (2 P N). 0 when a class is missing.</summary>
    /// <exception cref="OverflowException">2 P N does not fit.</exception>
    public static long AucNumerator(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels) => AucNumerator(new ScoreGroups(logits, labels));

    /// <summary>Average precision: sum over the distinct scores of (recall step) x precision.</summary>
    public static double AveragePrecision(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels) => AveragePrecision(new ScoreGroups(logits, labels));

    /// <summary>
    /// Area under the ROC curve for FPR in [0, <paramref name="maxFpr"/>], divided by <paramref name="maxFpr"/>; ties are a diagonal of the curve,
    /// which is interpolated at the limit.
    /// </summary>
    public static double PartialAuc(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, double maxFpr = 0.1) => PartialAuc(new ScoreGroups(logits, labels), maxFpr);

    internal static long AucNumerator(ScoreGroups groups) => AucNumerator(groups.Positives, groups.Negatives, groups.TotalNegatives);

    /// <summary>The same from counts per distinct score, descending.</summary>
    internal static long AucNumerator(ReadOnlySpan<int> positives, ReadOnlySpan<int> negatives, int totalNegatives)
    {
        var numerator = 0L;
        long below = totalNegatives;
        for (var g = 0; g < positives.Length; g++)
        {
            below -= negatives[g];
            numerator = checked(numerator + positives[g] * (2 * below + negatives[g]));
        }
        return numerator;
    }

    internal static double AveragePrecision(ScoreGroups groups)
    {
        groups.RequireBothClasses();
        var (sum, truePositives, called) = (0.0, 0, 0);
        for (var g = 0; g < groups.Scores.Length; g++)
        {
            truePositives += groups.Positives[g];
            called += groups.Positives[g] + groups.Negatives[g];
            sum += groups.Positives[g] * (truePositives / (double)called);
        }
        return sum / groups.TotalPositives;
    }

    internal static double PartialAuc(ScoreGroups groups, double maxFpr)
    {
        groups.RequireBothClasses();
        return PartialAuc(groups.Positives, groups.Negatives, groups.TotalPositives, groups.TotalNegatives, maxFpr);
    }

    /// <summary>The same from counts per distinct score, descending.</summary>
    internal static double PartialAuc(ReadOnlySpan<int> positives, ReadOnlySpan<int> negatives, int totalPositives, int totalNegatives, double maxFpr)
    {
        if (!(maxFpr > 0 && maxFpr <= 1)) throw new ArgumentOutOfRangeException(nameof(maxFpr));
        var limit = maxFpr * totalNegatives;
        var (area, truePositives, falsePositives) = (0.0, 0, 0);
        for (var g = 0; g < positives.Length && falsePositives < limit; g++)
        {
            var (rise, run) = (positives[g], negatives[g]);
            if (run > 0)
            {
                // Within the limit all of the step counts, beyond it the part before the limit, up to the interpolated height.
                var width = Math.Min(run, limit - falsePositives);
                area += width * (truePositives + 0.5 * rise * (width / run));
            }
            truePositives += rise;
            falsePositives += run;
        }
        return Math.Min(1, area / ((double)totalPositives * limit));
    }
}
