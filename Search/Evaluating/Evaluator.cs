using ActorSearch.Search.Exact;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Evaluating;

/// <summary>From logits and labels (0 or 1, both present) to an <see cref="Evaluation"/>. Logits must be finite.</summary>
public static class Evaluator
{
    /// <summary>The thresholds for a validation split.</summary>
    /// <exception cref="ArgumentException">A class is missing, lengths differ or a logit is not finite.</exception>
    public static Thresholds ChooseThresholds(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, OperatingPointSpec fn)
    {
        var counts = Observed(logits, labels);
        var objective = (fn.Threshold, fn.AtFpr) switch
        {
            ({ } p, null) when p is > 0 and < 1 => (float)ExactMath.Log(p / (1 - p)),
            (null, { } fpr) => counts.ThresholdAtFpr(fpr),
            _ => throw new ArgumentException("an operating point is a threshold in (0, 1) or a false-positive rate", nameof(fn)),
        };
        return new Thresholds(objective, [.. OperatingRule.All.Select(rule => rule.MaxFpr is { } rate ? counts.ThresholdAtFpr(rate) : 0)]);
    }

    /// <summary>What these logits come to at these thresholds.</summary>
    /// <exception cref="ArgumentException">A class is missing, lengths differ or a logit is not finite.</exception>
    public static Evaluation Evaluate(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, Thresholds t)
    {
        var counts = Observed(logits, labels);
        var (positives, negatives, objective) = (counts.Positives, counts.Negatives, counts.PointAt(t.Objective));
        return new Evaluation(
            positives, negatives, t.Objective, positives - objective.FalseNegatives, objective.FalsePositives, Ranking.AucNumerator(counts),
            [.. RankingMetric.Kept.Select(metric => metric.Of(counts) / metric.Whole(positives, negatives))], [.. t.Points.Select(counts.PointAt)]);
    }

    private static GroupCounts Observed(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels)
    {
        var counts = GroupCounts.Observed(logits, labels);
        counts.RequireBothClasses();
        return counts;
    }
}
