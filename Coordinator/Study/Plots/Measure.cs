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
internal sealed record Measure(MetricColumn Column, PlotData Data, Split Split)
{
    public Metric Metric => Column.Metric;

    /// <summary>Of its axis: `FN of 60 at FPR 5 %`.</summary>
    public string Label
    {
        get
        {
            if (Metric is not CountMetric) return Column.Title;
            var at = Column.At is null ? Data.Root.Settings.FnAt : PointOf(Column.At);
            var positives = (Split == Split.Test ? Data.Root.Test : Data.Root.Validation)?["positives"].Mean;
            return $"{Metric.Title}{(Metric is FalseNegativeCount ? $" of {positives:0}" : "")} at {at}";
        }
    }

    public double? Value(CandidateRow row) => Data.Figure(row, Column, Split)?.Mean;

    public (double Low, double High)? Interval(CandidateRow row) => Data.Figure(row, Column, Split) switch
    {
        { Low: { } low, High: { } high } => (low, high),
        { Mean: { } mean, Sd: { } sd } when Split == Split.Validation => (mean - sd, mean + sd),
        _ => null,
    };

    /// <summary>The search itself counts there.</summary>
    public static bool IsAtFpr5(PlotData data) => data.Root.Settings.FnAt == PointOf(OperatingRule.Fpr5);

    /// <summary>Names the samples of the figures, and what the bars are.</summary>
    public string Note => Split == Split.Test ? "test split; bars: 95 % bootstrap interval"
        : Data.Root.Settings.Replicates is > 1 and var runs ? $"validation split; bars: SD of {runs} runs" : "validation split";

    private static string PointOf(OperatingRule rule) =>
        Words.Of(new OperatingPointSpec { AtFpr = rule.MaxFpr, Threshold = rule.MaxFpr is null ? 0.5 : null });
}
