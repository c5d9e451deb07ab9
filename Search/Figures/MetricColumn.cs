using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Figures;

/// <summary>A column of `candidates.csv`: a metric at the search's own operating point, or at another one.</summary>
/// <param name="At">Null = the search's own, or none where the metric needs no threshold.</param>
public sealed record MetricColumn(Metric Metric, OperatingRule? At)
{
    /// <summary>All columns, in the order of the files.</summary>
    public static ImmutableArray<MetricColumn> All { get; } =
    [
        .. Metric.All.Where(metric => metric.ShownIn.HasFlag(ShownIn.Files)).Select(metric => new MetricColumn(metric, null)),
        .. Everywhere.SelectMany(_ => OperatingRule.All.Where(rule => rule.MaxFpr is not null), (metric, rule) => new MetricColumn(metric, rule)),
        .. OperatingRule.All.Where(rule => rule.MaxFpr is null).SelectMany(_ => Everywhere, (rule, metric) => new MetricColumn(metric, rule)),
    ];

    /// <summary>Those that have an interval on test, in the order of <see cref="TestResult.Intervals"/>.</summary>
    public static ImmutableArray<MetricColumn> WithInterval { get; } = [.. All.Where(column => column.HasInterval)];

    /// <summary>False negatives at the search's operating point.</summary>
    public static MetricColumn Fn { get; } = Of("fn");

    /// <summary>False positives at the search's operating point.</summary>
    public static MetricColumn Fp { get; } = Of("fp");

    /// <summary>Area under the ROC curve.</summary>
    public static MetricColumn Auc { get; } = Of("auc");

    /// <summary>False negatives at 5 % false positives.</summary>
    public static MetricColumn FnAtFpr5 { get; } = All.Single(column => column.At == OperatingRule.Fpr5 && column.Metric == Fn.Metric);

    /// <summary>Those with intervals first.</summary>
    private static IEnumerable<CountMetric> Everywhere =>
        Metric.All.OfType<CountMetric>().Where(metric => metric.AtEveryPoint).OrderByDescending(metric => metric.HasInterval);

    /// <summary>The object of `front.json` that it is in, or null.</summary>
    public string? Group => At is null ? null : At.MaxFpr is null ? "at_half" : $"{Metric.Name}_at_fpr";

    /// <summary>Its key in `front.json`.</summary>
    public string Name => At?.MaxFpr is null ? Metric.Name : At.Rate;

    /// <summary>Its column in `candidates.csv`, after the split.</summary>
    public string Column => Group is null ? Name : $"{Group}_{Name}";

    /// <summary>The name of its interval in records.</summary>
    public string Key => At is null ? Metric.Key : Metric.Name + char.ToUpperInvariant(At.Key[0]) + At.Key[1..];

    /// <summary>For people: `FN at 5 % false positives`.</summary>
    public string Title => At is null ? Metric.Title : $"{Metric.Title} at {At.Title}";

    /// <summary>On test it has a bootstrap interval; at the fixed threshold 0.5 none has.</summary>
    public bool HasInterval => Metric.HasInterval && At is not { MaxFpr: null };

    /// <summary>The column of this name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static MetricColumn Of(string column) => All.Single(one => one.Column == column);

    /// <summary>Its interval in a test; null where it has none, or where there is no test.</summary>
    public Interval? IntervalOf(TestResult? test) =>
        test is not null && WithInterval.IndexOf(this) is var at && at >= 0 && at < test.Intervals.Length ? test.Intervals[at] : null;

    /// <summary>Its value in a run; not a number where the version that wrote the run did not have it.</summary>
    public double Of(Evaluation evaluation)
    {
        if (At is null) return Metric.Of(evaluation);
        return evaluation.CountsAt(At) is { } counts ? ((CountMetric)Metric).Of(counts) : double.NaN;
    }
}
