using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Objectives;

/// <summary>
/// Positive validation samples that the network misses where at most 1 % of the others are called positive. Reference: all of them, which is also what a run
/// counts whose version did not have that operating point.
/// </summary>
public sealed class MissesAtOnePercent : Objective
{
    private static readonly OperatingRule OnePercent = new(0.01);

    public override string Name => "fn_at_fpr_0.01";

    public override long Cost(RunResult run) => run.Validation.At(OnePercent)?.FalseNegatives ?? run.Validation.Positives;

    public override long Whole(ObjectiveTotals totals) => totals.Positives;

    public override double Gain(double share) => 1 - share;
}
