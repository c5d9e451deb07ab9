using ActorSearch.Search.Exact;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Metrics;

/// <summary>From logits and labels (0 or 1, both present) to an <see cref="Evaluation"/>. Logits must be finite.</summary>
public static class Evaluator
{
    /// <summary>The thresholds for a validation split.</summary>
    /// <exception cref="ArgumentException">A class is missing, lengths differ or a logit is not finite.</exception>
    public static Thresholds ChooseThresholds(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, OperatingPointSpec fn)
    {
        var groups = new ScoreGroups(logits, labels);
        groups.Ranked.RequireBothClasses();
        var objective = (fn.Threshold, fn.AtFpr) switch
        {
            ({ } p, null) when p is > 0 and < 1 => (float)ExactMath.Log(p / (1 - p)),
            (null, { } fpr) => AtFpr(groups, fpr),
            _ => throw new ArgumentException("an operating point is a threshold in (0, 1) or a false-positive rate", nameof(fn)),
        };
        return new Thresholds(objective, [.. OperatingRule.All.Select(rule => rule.MaxFpr is { } rate ? AtFpr(groups, rate) : 0)]);
    }

    /// <summary>What these logits come to at these thresholds.</summary>
    /// <exception cref="ArgumentException">A class is missing, lengths differ or a logit is not finite.</exception>
    public static Evaluation Evaluate(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, Thresholds t)
    {
        var groups = new ScoreGroups(logits, labels);
        groups.Ranked.RequireBothClasses();
        var objective = At(groups, t.Objective);
        var (positives, negatives) = (groups.TotalPositives, groups.TotalNegatives);
        return new Evaluation(
            positives, negatives, t.Objective, positives - objective.FalseNegatives, objective.FalsePositives, Ranking.AucNumerator(groups.Ranked),
            [.. RankingMetric.Kept.Select(metric => metric.Of(groups.Ranked) / metric.Whole(positives, negatives))],
            [.. t.Points.Select(threshold => At(groups, threshold))]);
    }

    /// <summary>
    /// The smallest observed score whose false positives are at most the share of the negatives; just above the largest score when
    /// even that has too many. The share is taken as the decimal number that was written: 29 of 100 are within 0.29, though 0.29 x 100 in binary is less
    /// than 29.
    /// </summary>
    private static float AtFpr(ScoreGroups groups, double fpr)
    {
        if (!(fpr >= 0 && fpr <= 1)) throw new ArgumentOutOfRangeException(nameof(fpr));
        var allowed = (decimal)fpr * groups.TotalNegatives;
        var threshold = float.BitIncrement(groups.Scores[0]);
        var falsePositives = 0;
        for (var g = 0; g < groups.Scores.Length; g++)
        {
            falsePositives += groups.Negatives[g];
            if (falsePositives > allowed) break;
            threshold = groups.Scores[g];
        }
        return threshold;
    }

    private static OperatingPoint At(ScoreGroups groups, float threshold)
    {
        var called = groups.CalledAt(threshold);
        return new OperatingPoint(threshold, groups.TotalPositives - groups.Positives.AsSpan(0, called).Sum(), groups.Negatives.AsSpan(0, called).Sum());
    }

    private static int Sum(this Span<int> counts)
    {
        var sum = 0;
        foreach (var count in counts) sum += count;
        return sum;
    }
}
