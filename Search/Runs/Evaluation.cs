using ActorSearch.Search.Exact;

namespace ActorSearch.Search.Runs;

/// <summary>
/// What one set of weights does on one split. A sample is called positive when its logit is at least the threshold's.
/// Everything that decides is an integer; the rest is for reading: <c>MetricColumn</c> lists what is read of it.
/// </summary>
/// <param name="Positives">Samples of the costly class, P.</param>
/// <param name="Negatives">Samples of the other class, N.</param>
/// <param name="ThresholdLogit">Threshold of the search's operating point, on the logit.</param>
/// <param name="TruePositives">TP at that threshold.</param>
/// <param name="FalsePositives">FP at that threshold.</param>
/// <param name="AucNumerator">2 x wins + ties over all (positive, negative) pairs; AUC = this / (2 P N).</param>
/// <param name="Ranking">
/// One value for each of <c>RankingMetric.Kept</c>; not a number, or missing at the end, where an older version did not compute it.
/// </param>
/// <param name="Points">One for each of <see cref="OperatingRule.All"/>; by an older version for the first of them.</param>
public sealed record Evaluation(
    int Positives, int Negatives, float ThresholdLogit, int TruePositives, int FalsePositives, long AucNumerator,
    ImmutableArray<double> Ranking, ImmutableArray<OperatingPoint> Points)
{
    /// <summary>FN at the threshold of the search's operating point.</summary>
    public int FalseNegatives => Positives - TruePositives;

    /// <summary>Area under the ROC curve, in [0, 1].</summary>
    public double Auc => AucNumerator / (2.0 * Positives * Negatives);

    /// <summary>At the search's operating point.</summary>
    public Counts Counts => new(Positives, Negatives, FalseNegatives, FalsePositives);

    /// <summary>The threshold as a probability, for people.</summary>
    public double Threshold => 1 / (1 + ExactMath.Exp(-(double)ThresholdLogit));

    /// <summary>All samples got the same answer at the threshold.</summary>
    public bool AnswersWithOneClass => TruePositives + FalsePositives is var called && (called == 0 || called == Positives + Negatives);

    /// <summary>At another operating point; null where the version that wrote this did not have it.</summary>
    public OperatingPoint? At(OperatingRule rule) => OperatingRule.All.IndexOf(rule) is var at && at < Points.Length ? Points[at] : null;

    /// <summary>The counts there; null where the version that wrote this did not have it.</summary>
    public Counts? CountsAt(OperatingRule rule) =>
        At(rule) is { } point ? new Counts(Positives, Negatives, point.FalseNegatives, point.FalsePositives) : null;

    /// <summary>By value, lists included.</summary>
    public bool Equals(Evaluation? other) =>
        other is not null && (Positives, Negatives, ThresholdLogit, TruePositives, FalsePositives, AucNumerator)
            .Equals((other.Positives, other.Negatives, other.ThresholdLogit, other.TruePositives, other.FalsePositives, other.AucNumerator))
        && Ranking.SequenceEqual(other.Ranking) && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Positives, Negatives, TruePositives, FalsePositives, AucNumerator);
}
