using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>The dense network's figures, which all others are held against.</summary>
/// <param name="Weights">That can be pruned.</param>
/// <param name="TestFn">Null before it was tested.</param>
public sealed record BaselineFigures(double Fn, double Fp, double Positives, double Auc, double? FnAtFpr5, long? Weights, double? TestFn, double? TestAuc)
{
    public bool IsTested => TestFn is not null;

    public static BaselineFigures Of(CandidateDocument root) => new(
        Mean(root.Validation, MetricColumn.Fn) ?? 0, Mean(root.Validation, MetricColumn.Fp) ?? 0, root.Validation?.GetValueOrDefault("positives")?.Mean ?? 0,
        Mean(root.Validation, MetricColumn.Auc) ?? 0, Mean(root.Validation, MetricColumn.FnAtFpr5), root.WeightsTotal,
        Mean(root.Test, MetricColumn.Fn), Mean(root.Test, MetricColumn.Auc));

    private static double? Mean(IReadOnlyDictionary<string, MetricDocument>? metrics, MetricColumn column) =>
        metrics?.GetValueOrDefault(column.Column)?.Mean;
}
