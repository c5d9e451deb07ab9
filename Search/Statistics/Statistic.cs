using ActorSearch.Search.Figures;

namespace ActorSearch.Search.Statistics;

/// <summary>One number of one run on test.</summary>
/// <param name="Rule">Of a metric that needs a threshold; else of <see cref="RuleKind.None"/>.</param>
public readonly record struct Statistic(Metric Metric, ThresholdRule Rule)
{
    /// <summary>Area under the ROC curve.</summary>
    public static Statistic Auc { get; } = new(MetricColumn.Auc.Metric, default);

    /// <summary>False negatives.</summary>
    public static Statistic Fn(ThresholdRule rule) => new(MetricColumn.Fn.Metric, rule);
}
