namespace ActorSearch.Search.Figures;

/// <summary>Positives that are found.</summary>
public sealed class TruePositiveCount : CountMetric
{
    public override string Name => "tp";

    public override string Title => "TP";

    public override bool IsCount => true;

    public override int Order => 40;

    public override ShownIn ShownIn => ShownIn.Files;

    public override double? Most(int positives, int negatives) => positives;

    public override double Of(Counts counts) => counts.TruePositives;
}
