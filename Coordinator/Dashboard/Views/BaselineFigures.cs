using ActorSearch.Coordinator.Documents;

namespace ActorSearch.Coordinator.Dashboard.Views;

/// <summary>The dense network's figures, which all others are held against.</summary>
/// <param name="Weights">That can be pruned.</param>
/// <param name="TestFn">Null before it was tested.</param>
public sealed record BaselineFigures(double Fn, double Fp, double Positives, double Auc, double? FnAtFpr5, long? Weights, double? TestFn, double? TestAuc)
{
    public bool IsTested => TestFn is not null;

    public static BaselineFigures Of(CandidateDocument root) => new(
        Mean(root.Validation, "fn") ?? 0, Mean(root.Validation, "fp") ?? 0, Mean(root.Validation, "positives") ?? 0, Mean(root.Validation, "auc") ?? 0,
        Mean(root.Validation, "fn_at_fpr_0.05"), root.WeightsTotal, Mean(root.Test, "fn"), Mean(root.Test, "auc"));

    private static double? Mean(IReadOnlyDictionary<string, MetricDocument>? metrics, string name) => metrics?.GetValueOrDefault(name)?.Mean;
}
