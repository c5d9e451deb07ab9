using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Figures;

/// <summary>A metric of the counts at one threshold. Nothing is stored for it: the counts are.</summary>
/// <param name="of">The metric. Both classes are present; finite, whatever the counts.</param>
public abstract class CountMetric(
    string name, string title, Func<Counts, double> of, int order = int.MaxValue, ShownIn shownIn = ShownIn.All, bool lowerIsBetter = false)
    : Metric(name, title, order, shownIn, lowerIsBetter)
{
    /// <summary>The files have it at every <see cref="OperatingRule"/> besides the search's own operating point.</summary>
    public virtual bool AtEveryPoint => false;

    /// <inheritdoc/>
    public override bool IsCount => true;

    /// <summary>The metric of these counts.</summary>
    public double Of(Counts counts) => of(counts);

    /// <inheritdoc/>
    public sealed override double Of(Evaluation evaluation) => Of(evaluation.Counts);

    internal sealed override double Part(GroupCounts counts, int called) => Of(counts.At(called));
}
