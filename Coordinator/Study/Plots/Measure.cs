using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>Which samples the figures are of.</summary>
internal enum Split { Validation, Test }

/// <summary>
/// A metric of the catalogue on one split, with an interval: on validation the mean over the runs and their standard deviation to both sides, on test the 95 %
/// bootstrap interval.
/// </summary>
/// <param name="Label">Of its axis.</param>
internal sealed record Measure(string Label, Metric Metric, Func<CandidateRow, double?> Value, Func<CandidateRow, (double Low, double High)?> Interval)
{
    public static Measure Of(MetricColumn column, PlotData data, Split split) => new(
        LabelOf(column, data, split), column.Metric, row => data.Figure(row, column, split)?.Mean,
        row => data.Figure(row, column, split) is { } figure ? split == Split.Test ? Ends(figure) : Around(figure) : null);

    /// <summary>The search itself counts there.</summary>
    public static bool IsAtFpr5(PlotData data) => data.Root.Settings.FnAt == PointOf(OperatingRule.Fpr5);

    /// <summary>`FN of 60 at FPR 5 %`.</summary>
    public static string LabelOf(MetricColumn column, PlotData data, Split split)
    {
        if (column.Metric is not CountMetric metric) return column.Title;
        var at = column.At is null ? data.Root.Settings.FnAt : PointOf(column.At);
        var positives = (split == Split.Test ? data.Root.Test : data.Root.Validation)?["positives"].Mean;
        return string.Create(CultureInfo.InvariantCulture, $"{metric.Title}{(metric is FalseNegativeCount ? $" of {positives:0}" : "")} at {at}");
    }

    /// <summary>Of which samples the figures are, and what the bars are.</summary>
    public static string Note(PlotData data, Split split) => split == Split.Test ? "test split; bars: 95 % bootstrap interval"
        : data.Root.Settings.Replicates > 1
            ? string.Create(CultureInfo.InvariantCulture, $"validation split; bars: SD of {data.Root.Settings.Replicates} runs")
            : "validation split";

    private static string PointOf(OperatingRule rule) =>
        Words.Of(new OperatingPointSpec { AtFpr = rule.MaxFpr, Threshold = rule.MaxFpr is null ? 0.5 : null });

    private static (double, double)? Around(MetricDocument figure) =>
        figure.Mean - figure.Sd is { } low && figure.Mean + figure.Sd is { } high ? (low, high) : null;

    private static (double, double)? Ends(MetricDocument figure) => figure is { Low: { } low, High: { } high } ? (low, high) : null;
}
