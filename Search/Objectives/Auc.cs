using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Objectives;

/// <summary>Area under the ROC curve of the validation split, ties counted half. Reference: 0.5, that of guessing.</summary>
public sealed class Auc : Objective
{
    public override string Name => "auc";

    /// <summary>The numerator (2 wins + ties), negated.</summary>
    public override long Cost(RunResult run) => -run.Validation.AucNumerator;

    public override long Whole(ObjectiveTotals totals) => totals.Pairs;

    public override double Share(long cost, ObjectiveTotals totals) => base.Share(-cost, totals);

    public override double Gain(double share) => share - 0.5;
}
