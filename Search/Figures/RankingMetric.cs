using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Figures;

/// <summary>A metric of the scores that needs no threshold. Each run keeps its value, so runs of versions that did not know it have none.</summary>
public abstract class RankingMetric(string name, string title, int order = int.MaxValue, ShownIn shownIn = ShownIn.All)
    : Metric(name, title, order, shownIn)
{
    /// <summary>Those whose values an <see cref="Evaluation"/> keeps, in its order.</summary>
    public static ImmutableArray<RankingMetric> Kept { get; } = [.. All.OfType<RankingMetric>().Where(metric => metric.IsKept)];

    /// <summary>An evaluation keeps its value; else <see cref="Of(Evaluation)"/> is of other members.</summary>
    protected virtual bool IsKept => true;

    /// <summary>Times <see cref="Metric.Whole"/>. Both classes are present.</summary>
    internal abstract double Of(GroupCounts counts);

    /// <inheritdoc/>
    public override double Of(Evaluation evaluation) => Kept.IndexOf(this) is var at && at < evaluation.Ranking.Length ? evaluation.Ranking[at] : double.NaN;

    internal sealed override double Part(GroupCounts counts, int called) => Of(counts);
}
