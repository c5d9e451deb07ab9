using ActorSearch.Search.Exact;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Metrics;

/// <summary>Thresholds on the logit, chosen on validation and applied unchanged to test: a sample is called positive when its logit is at least the threshold.</summary>
/// <param name="Objective">Where the search counts FN.</param>
/// <param name="AtFpr1">For a false-positive rate of at most 1 %.</param>
/// <param name="AtFpr5">For at most 5 %.</param>
/// <param name="AtFpr10">For at most 10 %.</param>
public readonly record struct Thresholds(float Objective, float AtFpr1, float AtFpr5, float AtFpr10);

/// <summary>From logits and labels (0 or 1, both present) to an <see cref="Evaluation"/>. Logits must be finite.</summary>
public static class Evaluator
{
    /// <summary>The thresholds for a validation split.</summary>
    /// <exception cref="ArgumentException">A class is missing, lengths differ or a logit is not finite.</exception>
    public static Thresholds ChooseThresholds(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, OperatingPointSpec fn)
    {
        var groups = new ScoreGroups(logits, labels);
        groups.RequireBothClasses();
        var objective = (fn.Threshold, fn.AtFpr) switch
        {
            ({ } p, null) when p is > 0 and < 1 => (float)ExactMath.Log(p / (1 - p)),
            (null, { } fpr) => AtFpr(groups, fpr),
            _ => throw new ArgumentException("an operating point is a threshold in (0, 1) or a false-positive rate", nameof(fn)),
        };
        return new Thresholds(objective, AtFpr(groups, 0.01), AtFpr(groups, 0.05), AtFpr(groups, 0.10));
    }

    /// <summary>What these logits come to at these thresholds.</summary>
    /// <exception cref="ArgumentException">A class is missing, lengths differ or a logit is not finite.</exception>
    public static Evaluation Evaluate(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, Thresholds t)
    {
        var groups = new ScoreGroups(logits, labels);
        groups.RequireBothClasses();
        var objective = At(groups, t.Objective);
        return new Evaluation(
            groups.TotalPositives, groups.TotalNegatives, t.Objective, groups.TotalPositives - objective.FalseNegatives, objective.FalsePositives,
            Ranking.AucNumerator(groups), Ranking.AveragePrecision(groups), Ranking.PartialAuc(groups, 0.1),
            At(groups, 0), At(groups, t.AtFpr1), At(groups, t.AtFpr5), At(groups, t.AtFpr10));
    }

    /// <summary>
    /// The smallest observed score whose false positives are at most the share of the negatives; just above the largest score when
    /// even that has too many. The share is taken as the decimal number that was written: 29 of 100 are within 0.29, though 0.29 x 100 in binary is less than 29.
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
