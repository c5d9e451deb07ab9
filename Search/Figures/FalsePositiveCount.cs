namespace ActorSearch.Search.Figures;

/// <summary>Negatives that are called positive. The dashboard shows them in brackets behind the false negatives.</summary>
public sealed class FalsePositiveCount() : CountMetric("fp", "FP", counts => counts.FalsePositives, 50, ShownIn.Files, lowerIsBetter: true)
{
    /// <inheritdoc/>
    public override bool AtEveryPoint => true;
}
