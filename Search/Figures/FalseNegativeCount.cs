namespace ActorSearch.Search.Figures;

/// <summary>Positives that are missed: what the search is for.</summary>
public sealed class FalseNegativeCount() : CountMetric("fn", "FN", counts => counts.FalseNegatives, 70, lowerIsBetter: true)
{
    /// <inheritdoc/>
    public override string Key => "falseNegatives";

    /// <inheritdoc/>
    public override bool HasInterval => true;

    /// <inheritdoc/>
    public override bool AtEveryPoint => true;

    /// <inheritdoc/>
    public override double? Most(int positives, int negatives) => positives;
}
