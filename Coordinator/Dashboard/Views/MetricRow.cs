namespace ActorSearch.Coordinator.Dashboard.Views;

/// <summary>A line of the table of results: an operating point, or a figure of the whole ranking.</summary>
/// <param name="Fn">Name of the false negatives (or of the one figure) in candidates.csv.</param>
/// <param name="Fp">Of the false positives; null where there is one figure only.</param>
internal sealed record MetricRow(string Title, string Fn, string? Fp, string Format)
{
    public static IReadOnlyList<MetricRow> All { get; } =
    [
        new("at the search's operating point", "fn", "fp", "#,0.##"),
        new("at threshold 0.5", "at_half_fn", "at_half_fp", "#,0.##"),
        new("at 1 % false positives", "fn_at_fpr_0.01", "fp_at_fpr_0.01", "#,0.##"),
        new("at 5 % false positives", "fn_at_fpr_0.05", "fp_at_fpr_0.05", "#,0.##"),
        new("at 10 % false positives", "fn_at_fpr_0.10", "fp_at_fpr_0.10", "#,0.##"),
        new("AUC", "auc", null, "0.0000"),
        new("AUC of precision and recall", "auc_pr", null, "0.0000"),
        new("partial AUC (FPR up to 0.1)", "pauc", null, "0.0000"),
    ];
}
