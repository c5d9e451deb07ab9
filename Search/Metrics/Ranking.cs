namespace ActorSearch.Search.Metrics;

/// <summary>
/// Measures that depend on the order of the scores alone. Labels are 0 or 1; equal scores are ties, whatever the order of the samples.
/// Logits that are not finite, and a missing class where both are needed, are an <see cref="ArgumentException"/>.
/// </summary>
public static class Ranking
{
    /// <summary>
    /// 2 x wins + ties over all pairs (positive, negative): the Mann-Whitney statistic, exact; AUC = this / (2 P N). 0 when a class is missing.
    /// </summary>
    /// <exception cref="OverflowException">2 P N does not fit.</exception>
    public static long AucNumerator(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels) => AucNumerator(new ScoreGroups(logits, labels).Ranked);

    /// <inheritdoc cref="AucNumerator(ReadOnlySpan{float}, ReadOnlySpan{byte})"/>
    public static long AucNumerator(RankedScores ranked)
    {
        var numerator = 0L;
        long below = ranked.TotalNegatives;
        for (var g = 0; g < ranked.Positives.Length; g++)
        {
            below -= ranked.Negatives[g];
            numerator = checked(numerator + ranked.Positives[g] * (2 * below + ranked.Negatives[g]));
        }
        return numerator;
    }

    /// <summary>Average precision: sum over the distinct scores of (recall step) x precision.</summary>
    public static double AveragePrecision(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels) => AveragePrecision(new ScoreGroups(logits, labels).Ranked);

    /// <inheritdoc cref="AveragePrecision(ReadOnlySpan{float}, ReadOnlySpan{byte})"/>
    public static double AveragePrecision(RankedScores ranked)
    {
        ranked.RequireBothClasses();
        var (sum, truePositives, called) = (0.0, 0, 0);
        for (var g = 0; g < ranked.Positives.Length; g++)
        {
            truePositives += ranked.Positives[g];
            called += ranked.Positives[g] + ranked.Negatives[g];
            // In a resample the highest scores may have no sample.
            if (called > 0) sum += ranked.Positives[g] * (truePositives / (double)called);
        }
        return sum / ranked.TotalPositives;
    }

    /// <summary>
    /// Area under the ROC curve for FPR in [0, <paramref name="maxFpr"/>], divided by <paramref name="maxFpr"/>; ties are a diagonal of the curve,
    /// which is interpolated at the limit.
    /// </summary>
    public static double PartialAuc(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, double maxFpr = 0.1) =>
        PartialAuc(new ScoreGroups(logits, labels).Ranked, maxFpr);

    /// <inheritdoc cref="PartialAuc(ReadOnlySpan{float}, ReadOnlySpan{byte}, double)"/>
    public static double PartialAuc(RankedScores ranked, double maxFpr)
    {
        ranked.RequireBothClasses();
        if (!(maxFpr > 0 && maxFpr <= 1)) throw new ArgumentOutOfRangeException(nameof(maxFpr));
        var limit = maxFpr * ranked.TotalNegatives;
        var (area, truePositives, falsePositives) = (0.0, 0, 0);
        for (var g = 0; g < ranked.Positives.Length && falsePositives < limit; g++)
        {
            var (rise, run) = (ranked.Positives[g], ranked.Negatives[g]);
            if (run > 0)
            {
                // Within the limit all of the step counts, beyond it the part before the limit, up to the interpolated height.
                var width = Math.Min(run, limit - falsePositives);
                area += width * (truePositives + 0.5 * rise * (width / run));
            }
            truePositives += rise;
            falsePositives += run;
        }
        return Math.Min(1, area / ((double)ranked.TotalPositives * limit));
    }
}
