namespace ActorSearch.Search.Figures;

/// <summary>Negatives that are called negative.</summary>
public sealed class TrueNegativeCount() : CountMetric("tn", "TN")
{
    public override bool IsCount => true;

    public override int Order => 60;

    public override ShownIn ShownIn => ShownIn.Files;

    public override double Of(Counts counts) => counts.TrueNegatives;
}
