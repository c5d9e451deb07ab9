using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Objectives;

/// <summary>A candidate's costs, one for each objective of the search, summed over its runs in replicate order; the fewer the better.</summary>
/// <param name="Feasible">Not dead, answers with both classes in every run, keeps the constraints: may be on the front and be expanded.</param>
public sealed record Score(ImmutableArray<long> Costs, bool Feasible)
{
    /// <param name="runs">All runs of the candidate, in replicate order.</param>
    public static Score Of(SearchSpec spec, IReadOnlyList<RunResult> runs) => new(
        [.. Objective.Of(spec).Select(objective => runs.Sum(objective.Cost))],
        runs.Count > 0 && runs.All(run => !run.Dead && !run.Validation.AnswersWithOneClass)
        && Constraint.BrokenBy(runs, spec.Objectives) is null);

    /// <summary>The last cost but one, by which the steps of a staircase ascend; 0 with one objective.</summary>
    internal long X => Costs.Length > 1 ? Costs[^2] : 0;

    /// <summary>The last cost.</summary>
    internal long Y => Costs[^1];

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
