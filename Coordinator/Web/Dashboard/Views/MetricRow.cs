using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>A line of the table of results: a metric of the catalog, at one operating point.</summary>
/// <param name="Beside">Shown in brackets behind it, or null.</param>
internal sealed record MetricRow(MetricColumn Column, MetricColumn? Beside)
{
    /// <summary>Metrics that depend on a threshold first, by operating point; then the ranking metrics.</summary>
    public static IReadOnlyList<MetricRow> All { get; } =
    [
        .. MetricColumn.All.Where(column => column.Metric.ShownIn.HasFlag(ShownIn.Dashboard))
            .OrderBy(column => column.Metric is RankingMetric).ThenBy(column => column.At is null ? -1 : OperatingRule.All.IndexOf(column.At))
            .Select(column => new MetricRow(column, column.Metric == MetricColumn.Fn.Metric ? column with { Metric = MetricColumn.Fp.Metric } : null)),
    ];

    public string Title => Column.Metric is RankingMetric || Column.At is not null ? Column.Title : $"{Column.Title} at the search's operating point";

    public string Format => Column.Metric.Format;

    public static double? Mean(IReadOnlyDictionary<string, MetricDocument>? metrics, MetricColumn column) =>
        metrics?.GetValueOrDefault(column.Column)?.Mean;

    /// <summary>The class of a change in its mean: better, worse, or neither.</summary>
    public string Kind(double? difference) => Show.Gain(Column.Metric.LowerIsBetter ? -difference : difference);
}
