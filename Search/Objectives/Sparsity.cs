using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Objectives;

/// <summary>The share of prunable weights that were removed. Reference: none.</summary>
public sealed class Sparsity : Objective
{
    public override string Name => "sparsity";

    public override long Cost(RunResult run) => run.WeightsLeft;

    public override long Whole(ObjectiveTotals totals) => totals.Weights;

    public override double Share(long cost, ObjectiveTotals totals) => 1 - base.Share(cost, totals);

    public override double Gain(double share) => share;
}
