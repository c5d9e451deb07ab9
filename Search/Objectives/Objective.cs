using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Objectives;

/// <summary>
/// A quantity that the front trades off against others. Every class derived from this one, in a file of its name, is registered: it needs no other line.
/// </summary>
/// <remarks>
/// Exact: a run's cost is an integer, so that sums over a candidate's runs compare as their means do, and fronts do not depend on rounding. The denominator
/// of the figure that people read (<see cref="Whole"/>) is the same for every candidate of a search.
/// </remarks>
public abstract class Objective : Registered<Objective>
{
    /// <summary>False negatives, sparsity and AUC: the objectives of Entezari and Saukh.</summary>
    public static ImmutableArray<Objective> Default { get; } = [Find("fn")!, Find("sparsity")!, Find("auc")!];

    /// <summary>
    /// The objectives of a search, in the order of a score's costs. The search file has no key for others yet, so every search has the default ones.
    /// </summary>
    public static ImmutableArray<Objective> Of(SearchSpec spec) => Default;

    /// <summary>A run's contribution to a candidate's score; the fewer the better, whichever way its figure is read.</summary>
    public abstract long Cost(RunResult run);

    /// <summary>What a sum of costs is a share of, over all runs of a candidate.</summary>
    public abstract long Whole(ObjectiveTotals totals);

    /// <summary>The figure that people read, as a share: the mean over runs.</summary>
    /// <param name="cost">Summed over the runs.</param>
    public virtual double Share(long cost, ObjectiveTotals totals) => cost / (double)Whole(totals);

    /// <summary>How far a share is better than the reference point of the hypervolume; 0 and less add no volume.</summary>
    public abstract double Gain(double share);
}
