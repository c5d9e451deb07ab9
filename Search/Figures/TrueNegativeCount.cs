namespace ActorSearch.Search.Figures;

/// <summary>Negatives that are called negative.</summary>
public sealed class TrueNegativeCount : CountMetric
{
    public override string Name => "tn";

    public override string Title => "TN";

    public override bool IsCount => true;

    public override int Order => 60;

    public override ShownIn ShownIn => ShownIn.Files;

    public override double? Most(int positives, int negatives) => negatives;

    public override double Of(Counts counts) => counts.TrueNegatives;
}
