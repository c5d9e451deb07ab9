namespace ActorSearch.Search.Figures;

/// <summary>Positives that are found.</summary>
public sealed class TruePositiveCount() : CountMetric("tp", "TP")
{
    public override bool IsCount => true;

    public override int Order => 40;

    public override ShownIn ShownIn => ShownIn.Files;

    public override double Of(Counts counts) => counts.TruePositives;
}
