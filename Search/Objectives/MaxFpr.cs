using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Objectives;

/// <summary>The largest share of the negatives, over all runs of a candidate, that may be called positive.</summary>
public sealed class MaxFpr : Constraint
{
    public override string Name => "max_fpr";

    /// <remarks>The limit is taken as the decimal number written, so that 29 of 100 are within 0.29.</remarks>
    public override bool Holds(IReadOnlyList<RunResult> runs, ObjectivesSpec limits) =>
        runs.Sum(run => (long)run.Validation.FalsePositives) <= (decimal)limits.MaxFpr * runs.Sum(run => (long)run.Validation.Negatives);
}
