namespace ActorSearch.Search.Figures;

/// <summary>Samples of the other class.</summary>
public sealed class NegativeCount() : CountMetric("negatives", "negatives")
{
    public override bool IsCount => true;

    public override int Order => 20;

    public override ShownIn ShownIn => ShownIn.Files;

    public override double Of(Counts counts) => counts.Negatives;
}
