using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Objectives;

/// <summary>Positive validation samples that the network misses at the operating point of `objectives.fn`. Reference: all of them.</summary>
public sealed class FalseNegatives : Objective
{
    public override string Name => "fn";

    public override long Cost(RunResult run) => run.Validation.FalseNegatives;

    public override long Whole(ObjectiveTotals totals) => totals.Positives;

    public override double Gain(double share) => 1 - share;
}
