using ActorSearch.Search.Objectives;

namespace ActorSearch.Search.Figures;

/// <summary>Positives that are missed: what the search is for.</summary>
public sealed class FalseNegativeCount() : CountMetric("fn", "FN")
{
    public override string Key => "falseNegatives";

    public override bool IsCount => true;

    public override bool LowerIsBetter => true;

    public override int Order => 70;

    public override bool HasInterval => true;

    public override bool AtEveryPoint => true;

    public override double? Most(int positives, int negatives) => positives;

    public override double Of(Counts counts) => counts.FalseNegatives;
}
