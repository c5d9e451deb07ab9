using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs.Declaring;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Objectives;

/// <summary>A candidate with a higher false-positive rate is never on the front and never expanded.</summary>
public sealed class MaxFpr : Constraint
{
    public override string Name => "max_fpr";

    public override string Broken => "above max_fpr";

    public override double? Default => 0.5;

    internal override Value<double> Range => ShareOrAll("0.5");

    /// <remarks>Over all runs together. The limit is taken as the decimal number written, so that 29 of 100 are within 0.29.</remarks>
    public override bool Holds(IReadOnlyList<RunResult> runs, double limit) =>
        runs.Sum(run => (long)run.Validation.FalsePositives) <= (decimal)limit * runs.Sum(run => (long)run.Validation.Negatives);
}
