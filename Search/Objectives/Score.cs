using System.Collections.Immutable;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search;

/// <summary>A candidate's costs, one for each objective of the search, summed over its runs in replicate order; the fewer the better.</summary>
/// <param name="Feasible">Not dead, answers with both classes in every run, keeps the constraints: may be on the front and be expanded.</param>
public sealed record Score(ImmutableArray<long> Costs, bool Feasible)
{
    /// <param name="runs">All runs of the candidate, in replicate order.</param>
    public static Score Of(SearchSpec spec, IReadOnlyList<RunResult> runs) => new(
        [.. Objective.Of(spec).Select(objective => runs.Sum(objective.Cost))],
        runs.Count > 0 && runs.All(run => !run.Dead && !run.Validation.AnswersWithOneClass) && Constraint.All.All(constraint => constraint.Holds(runs, spec.Objectives)));

    /// <summary>The last cost but one, by which the steps of a staircase ascend; 0 with one objective.</summary>
    internal long X => Costs.Length > 1 ? Costs[^2] : 0;

    /// <summary>The last cost.</summary>
    internal long Y => Costs[^1];

    /// <summary>No worse in any objective, better in one.</summary>
    public bool Dominates(Score other) => Covers(other) && !Costs.SequenceEqual(other.Costs);

    /// <summary>No worse in any objective.</summary>
    public bool Covers(Score other)
    {
        for (var i = 0; i < Costs.Length; i++)
            if (Costs[i] > other.Costs[i]) return false;
        return true;
    }

    /// <summary>By value, costs included.</summary>
    public bool Equals(Score? other) => other is not null && Feasible == other.Feasible && Costs.SequenceEqual(other.Costs);

    /// <inheritdoc/>
    public override int GetHashCode() => Costs.Aggregate(Feasible.GetHashCode(), HashCode.Combine);
}

/// <summary>What the costs of a <see cref="Score"/> are shares of; the same for every candidate of a search.</summary>
/// <param name="Positives">Positive validation samples times replicates.</param>
/// <param name="Pairs">Twice the (positive, negative) pairs times replicates: the denominator of the AUC.</param>
/// <param name="Weights">Prunable weights of the dense network times replicates.</param>
public sealed record ObjectiveTotals(long Positives, long Pairs, long Weights)
{
    public static ObjectiveTotals Of(RunResult run, int replicates) => new(
        (long)run.Validation.Positives * replicates,
        2L * run.Validation.Positives * run.Validation.Negatives * replicates,
        run.WeightsTotal * replicates);

    /// <summary>A score as a point of the hypervolume: the gain over the reference in each objective.</summary>
    public double[] Gains(SearchSpec spec, Score score) =>
        [.. Objective.Of(spec).Select((objective, i) => objective.Gain(objective.Share(score.Costs[i], this)))];
}

/// <summary>A candidate whose runs are all in.</summary>
/// <param name="WeightsLeft">Summed over its runs.</param>
public sealed record ScoredCandidate(CandidateId Id, CandidatePath Path, Score Score, long WeightsLeft)
{
    /// <param name="candidate">With a score.</param>
    public static ScoredCandidate Of(CandidateState candidate) =>
        new(candidate.Id, candidate.Path, candidate.Score!, candidate.Runs.Sum(run => run.Result!.WeightsLeft));
}
