using ActorSearch.Search.Metrics;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Figures;

/// <summary>A metric of the counts at one threshold. Nothing is stored for it: the counts are.</summary>
public abstract class CountMetric(string name, string title) : Metric(name, title)
{
    /// <summary>The files have it at every <see cref="OperatingRule"/> besides the search's own operating point.</summary>
    public virtual bool AtEveryPoint => false;

    /// <summary>Both classes are present. Finite, whatever the counts.</summary>
    public abstract double Of(Counts counts);

    /// <inheritdoc/>
    public sealed override double Whole(int positives, int negatives) => 1;

    /// <inheritdoc/>
    public sealed override double Of(Evaluation evaluation) => Of(evaluation.Counts);

    internal sealed override double Part(GroupCounts counts, int called) => Of(counts.At(called));
}
