using ActorSearch.Search.Exact;

namespace ActorSearch.Search;

/// <summary>
/// What one set of weights does on one split. A sample is called positive when its logit is at least the threshold's.
/// Everything that decides is an integer; the rest is for reading.
/// </summary>
/// <param name="Positives">Samples of the costly class, P.</param>
/// <param name="Negatives">Samples of the other class, N.</param>
/// <param name="ThresholdLogit">Threshold of the search's operating point, on the logit.</param>
/// <param name="TruePositives">TP at that threshold.</param>
/// <param name="FalsePositives">FP at that threshold.</param>
/// <param name="AucNumerator">2 x wins + ties over all (positive, negative) pairs; AUC = this / (2 P N).</param>
/// <param name="AucPr">Average precision: sum over thresholds of (recall step) x precision, ties taken together.</param>
/// <param name="PartialAuc">Area under the ROC curve for FPR in [0, 0.1], divided by 0.1, so in [0, 1].</param>
/// <param name="AtHalf">The fixed threshold 0.5 (logit 0).</param>
/// <param name="AtFpr1">The threshold chosen on validation for FPR at most 1 %.</param>
/// <param name="AtFpr5">The same for 5 %.</param>
/// <param name="AtFpr10">The same for 10 %.</param>
public sealed record Evaluation(
    int Positives, int Negatives, float ThresholdLogit, int TruePositives, int FalsePositives,
    long AucNumerator, double AucPr, double PartialAuc,
    OperatingPoint AtHalf, OperatingPoint AtFpr1, OperatingPoint AtFpr5, OperatingPoint AtFpr10)
{
    public int FalseNegatives => Positives - TruePositives;
    public int TrueNegatives => Negatives - FalsePositives;
    public double Auc => AucNumerator / (2.0 * Positives * Negatives);

    /// <summary>The threshold as a probability, for people.</summary>
    public double Threshold => 1 / (1 + ExactMath.Exp(-(double)ThresholdLogit));

    /// <summary>All samples got the same answer at the threshold.</summary>
    public bool AnswersWithOneClass => TruePositives + FalsePositives is var called && (called == 0 || called == Positives + Negatives);
}

/// <summary>A threshold on the logit and what it misses and wrongly calls.</summary>
public readonly record struct OperatingPoint(float ThresholdLogit, int FalseNegatives, int FalsePositives);
