namespace ActorSearch.Search.Figures;

/// <summary>The share of the negatives that are called positive: in a report, to be read with the false negatives of the same rule.</summary>
public sealed class FalsePositiveRate() : CountMetric("fpr", "FPR")
{
    public override bool LowerIsBetter => true;

    public override int Order => 75;

    public override ShownIn ShownIn => ShownIn.Report;

    public override double Of(Counts counts) => counts.FalsePositives / counts.Negatives;
}
