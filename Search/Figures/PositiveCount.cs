namespace ActorSearch.Search.Figures;

/// <summary>Samples of the costly class.</summary>
public sealed class PositiveCount() : CountMetric("positives", "positives")
{
    public override bool IsCount => true;

    public override int Order => 10;

    public override ShownIn ShownIn => ShownIn.Files;

    public override double Of(Counts counts) => counts.Positives;
}
