using ActorSearch.Search.Exact;

namespace ActorSearch.Search.Statistics;

/// <summary>Where a threshold comes from.</summary>
/// <param name="Value">The logit, or the false-positive rate; 0 with <see cref="RuleKind.None"/>.</param>
public readonly record struct ThresholdRule(RuleKind Kind, double Value)
{
    /// <summary>Probability 0.5.</summary>
    public static ThresholdRule Half { get; } = new(RuleKind.Fixed, 0);

    /// <summary>
    /// The threshold 1 / (1 + c) on the probability: where a detector trained without class cost would call a sample positive, were a miss c times as bad.
    /// </summary>
    public static ThresholdRule MovedBy(double classCost) => new(RuleKind.Fixed, classCost == 1 ? 0 : -ExactMath.Log(classCost));

    /// <summary>See <see cref="RuleKind.ValidationFpr"/>.</summary>
    public static ThresholdRule AtValidationFpr(double fpr) => new(RuleKind.ValidationFpr, fpr);

    /// <summary>See <see cref="RuleKind.TestFpr"/>.</summary>
    public static ThresholdRule AtTestFpr(double fpr) => new(RuleKind.TestFpr, fpr);
}
