using ActorSearch.Search.Exact;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Statistics;

/// <summary>What is measured of a run on the test split.</summary>
public enum Quantity { FalseNegatives, FalsePositiveRate, Auc, PartialAuc }

/// <summary>Where the threshold comes from.</summary>
public enum RuleKind
{
    /// <summary>The quantity needs none.</summary>
    None,

    /// <summary>A fixed logit.</summary>
    Fixed,

    /// <summary>Chosen on validation for a false-positive rate of at most so much (as <see cref="Metrics.Evaluator.ChooseThresholds"/> does) and applied unchanged to test.</summary>
    ValidationFpr,

    /// <summary>
    /// The point of the test ROC curve at exactly this false-positive rate, interpolated where scores tie. No user could choose it (an oracle): it shows the
    /// order of the scores alone, free of what carrying a threshold from validation to test costs.
    /// </summary>
    TestFpr,
}

/// <param name="Value">The logit, or the false-positive rate; 0 with <see cref="RuleKind.None"/>.</param>
public readonly record struct ThresholdRule(RuleKind Kind, double Value)
{
    public static ThresholdRule Half { get; } = new(RuleKind.Fixed, 0);

    /// <summary>The threshold 1 / (1 + c) on the probability: where a detector trained without class cost would call a sample positive, were a miss c times as bad.</summary>
    public static ThresholdRule MovedBy(double classCost) => new(RuleKind.Fixed, classCost == 1 ? 0 : -ExactMath.Log(classCost));

    public static ThresholdRule AtValidationFpr(double fpr) => new(RuleKind.ValidationFpr, fpr);
    public static ThresholdRule AtTestFpr(double fpr) => new(RuleKind.TestFpr, fpr);
}

/// <summary>One number of one run on test.</summary>
public readonly record struct Statistic(Quantity Quantity, ThresholdRule Rule)
{
    public static Statistic Auc { get; } = new(Quantity.Auc, default);

    /// <summary>For FPR in [0, 0.1], divided by 0.1.</summary>
    public static Statistic PartialAuc { get; } = new(Quantity.PartialAuc, default);

    public static Statistic Fn(ThresholdRule rule) => new(Quantity.FalseNegatives, rule);

    /// <summary>The false-positive rate on test that a rule ends at: to be read with the FN of the same rule.</summary>
    public static Statistic Fpr(ThresholdRule rule) => new(Quantity.FalsePositiveRate, rule);

    /// <summary>False-positive rates at which a claim about equal rates is tested.</summary>
    public static IReadOnlyList<double> Rates { get; } = [0.01, 0.05, 0.10];
}
