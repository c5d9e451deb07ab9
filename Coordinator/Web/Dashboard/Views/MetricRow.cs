using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>A line of the table of results: a metric of the catalogue, at one operating point.</summary>
/// <param name="Beside">Shown in brackets behind it, or null.</param>
internal sealed record MetricRow(MetricColumn Column, MetricColumn? Beside)
{
    /// <summary>What depends on a threshold first, by operating point, and then the order of the scores.</summary>
    public static IReadOnlyList<MetricRow> All { get; } =
    [
        .. MetricColumn.All.Where(column => column.Metric.ShownIn.HasFlag(ShownIn.Dashboard))
            .OrderBy(column => column.Metric is RankingMetric).ThenBy(column => column.At is null ? -1 : OperatingRule.All.IndexOf(column.At))
            .Select(column => new MetricRow(column, column.Metric == MetricColumn.Fn.Metric ? column with { Metric = MetricColumn.Fp.Metric } : null)),
    ];

    public string Title => Column.Metric is RankingMetric || Column.At is not null ? Column.Title : $"{Column.Title} at the search's operating point";

    public string Format => Column.Metric.Format;

    /// <summary>What a change in its mean is, for better or worse.</summary>
    public string Kind(double? difference) => difference is null or 0 ? "" : difference < 0 == Column.Metric.LowerIsBetter ? "good" : "worse";
}
