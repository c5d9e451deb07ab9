using System.Globalization;
using ActorSearch.Coordinator.Documents;

namespace ActorSearch.Coordinator.Plots;

/// <summary>Which samples the figures are of.</summary>
internal enum Split { Validation, Test }

/// <summary>A figure of a candidate on one split, with an interval: on validation the mean over the runs and their standard deviation to both sides, on test the 95 % bootstrap interval.</summary>
/// <param name="Label">Of its axis.</param>
/// <param name="FewIsBetter">FN; else AUC.</param>
internal sealed record Measure(string Label, bool FewIsBetter, Func<CandidateRow, double?> Value, Func<CandidateRow, (double Low, double High)?> Interval)
{
    private const string AtFpr5Name = "FPR 5 %";

    public static Measure Fn(PlotData data, Split split) => split == Split.Test
        ? new(FnLabel(data, split, data.Root.Settings.FnAt), true, row => row.TestFn, row => Ends(row.Spread?.TestFn))
        : new(FnLabel(data, split, data.Root.Settings.FnAt), true, row => row.Fn, row => Around(row.Fn, row.Spread?.FnSd));

    public static Measure FnAtFpr5(PlotData data, Split split) => split == Split.Test
        ? new(FnLabel(data, split, AtFpr5Name), true, row => row.TestFnAtFpr5, row => Ends(row.Spread?.TestFnAtFpr5))
        : new(FnLabel(data, split, AtFpr5Name), true, row => row.FnAtFpr5, row => Around(row.FnAtFpr5, row.Spread?.FnAtFpr5Sd));

    public static Measure Auc(Split split) => split == Split.Test
        ? new("AUC", false, row => row.TestAuc, row => Ends(row.Spread?.TestAuc))
        : new("AUC", false, row => row.Auc, row => Around(row.Auc, row.Spread?.AucSd));

    /// <summary>The search itself counts there.</summary>
    public static bool IsAtFpr5(PlotData data) => data.Root.Settings.FnAt == AtFpr5Name;

    /// <summary>`FN of 60 at FPR 5 %`.</summary>
    public static string FnLabel(PlotData data, Split split, string? at)
    {
        var positives = (split == Split.Test ? data.Root.Test : data.Root.Validation)?["positives"].Mean;
        return string.Create(CultureInfo.InvariantCulture, $"FN of {positives:0} at {at}");
    }

    /// <summary>Of which samples the figures are, and what the bars are.</summary>
    public static string Note(PlotData data, Split split) => split == Split.Test ? "test split; bars: 95 % bootstrap interval"
        : data.Root.Settings.Replicates > 1 ? string.Create(CultureInfo.InvariantCulture, $"validation split; bars: SD of {data.Root.Settings.Replicates} runs") : "validation split";

    private static (double, double)? Around(double? mean, double? sd) => mean - sd is { } low && mean + sd is { } high ? (low, high) : null;

    private static (double, double)? Ends(IntervalDocument? interval) => interval is null ? null : (interval.Low, interval.High);
}
