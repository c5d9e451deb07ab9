using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Objectives;

/// <summary>What the costs of a <see cref="Score"/> are shares of; the same for every candidate of a search.</summary>
/// <param name="Positives">Positive validation samples times replicates.</param>
/// <param name="Pairs">Twice the (positive, negative) pairs times replicates: the denominator of the AUC.</param>
/// <param name="Weights">Prunable weights of the dense network times replicates.</param>
public sealed record ObjectiveTotals(long Positives, long Pairs, long Weights)
{
    /// <summary>The totals of a search, which any of its runs shows.</summary>
    public static ObjectiveTotals Of(RunResult run, int replicates) => new(
        (long)run.Validation.Positives * replicates,
        2L * run.Validation.Positives * run.Validation.Negatives * replicates,
        run.WeightsTotal * replicates);

    /// <summary>A score as a point of the hypervolume: the gain over the reference in each objective.</summary>
    public double[] Gains(SearchSpec spec, Score score) =>
        [.. Objective.Of(spec).Select((objective, i) => objective.Gain(objective.Share(score.Costs[i], this)))];
}
