namespace ActorSearch.Search.Figures;

/// <summary>The share of the negatives that are called positive: in a report, to be read with the false negatives of the same rule.</summary>
public sealed class FalsePositiveRate() : CountMetric("fpr", "FPR", counts => counts.FalsePositives / counts.Negatives, 75, ShownIn.Report, lowerIsBetter: true)
{
    /// <inheritdoc/>
    public override bool IsCount => false;
}
