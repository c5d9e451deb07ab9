using ActorSearch.Search;

namespace ActorSearch.Coordinator.Results;

/// <summary>One figure of an evaluation under its name in `front.json` and `candidates.csv`.</summary>
/// <param name="Group">Name of the object it sits in (`fn_at_fpr`), or null.</param>
/// <param name="Interval">The bootstrap interval on test, where there is one.</param>
internal sealed record Metric(string? Group, string Name, Func<Evaluation, double> Value, Func<TestResult, Interval>? Interval = null)
{
    public string Column => Group is null ? Name : $"{Group}_{Name}";

    public static IReadOnlyList<Metric> All { get; } =
    [
        new(null, "positives", e => e.Positives),
        new(null, "negatives", e => e.Negatives),
        new(null, "threshold", e => e.Threshold),
        new(null, "tp", e => e.TruePositives),
        new(null, "fp", e => e.FalsePositives),
        new(null, "tn", e => e.TrueNegatives),
        new(null, "fn", e => e.FalseNegatives, t => t.FalseNegatives),
        new(null, "auc", e => e.Auc, t => t.Auc),
        new(null, "auc_pr", e => e.AucPr),
        new(null, "pauc", e => e.PartialAuc),
        new("fn_at_fpr", "0.01", e => e.AtFpr1.FalseNegatives, t => t.FnAtFpr1),
        new("fn_at_fpr", "0.05", e => e.AtFpr5.FalseNegatives, t => t.FnAtFpr5),
        new("fn_at_fpr", "0.10", e => e.AtFpr10.FalseNegatives, t => t.FnAtFpr10),
        new("fp_at_fpr", "0.01", e => e.AtFpr1.FalsePositives),
        new("fp_at_fpr", "0.05", e => e.AtFpr5.FalsePositives),
        new("fp_at_fpr", "0.10", e => e.AtFpr10.FalsePositives),
        new("at_half", "fn", e => e.AtHalf.FalseNegatives),
        new("at_half", "fp", e => e.AtHalf.FalsePositives),
    ];
}
