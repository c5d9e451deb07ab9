namespace ActorSearch.Search.Figures;

/// <summary>Negatives that are called positive. The dashboard shows them in brackets behind the false negatives.</summary>
public sealed class FalsePositiveCount() : CountMetric("fp", "FP")
{
    public override bool IsCount => true;

    public override bool LowerIsBetter => true;

    public override int Order => 50;

    public override ShownIn ShownIn => ShownIn.Files;

    public override bool AtEveryPoint => true;

    public override double Of(Counts counts) => counts.FalsePositives;
}
