using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Reports;

/// <summary>One figure of one ticket on test, with its difference to the baseline where there is one: a row of `report.csv`.</summary>
/// <param name="Chosen">Its class cost is the one chosen on validation for this sparsity.</param>
/// <param name="Replicates">How many the figure is the mean of: those that both have.</param>
/// <param name="Baseline">What it is compared with; null = nothing as sparse.</param>
internal sealed record ReportRow(
    string DataSet, string Method, Ticket Ticket, bool Chosen, int Replicates, Metric Metric, Estimate Mean, string? Baseline, Ticket? Against, Estimate AgainstMean, Comparison? Comparison)
{
    /// <summary>As a share of the baseline's dense network, where there is a baseline.</summary>
    public double WeightsLeft => Ticket.Weights / (Against ?? Ticket).Total;
}

/// <summary>A figure of the report: which statistic of the ticket is set beside which of the baseline.</summary>
/// <param name="Quantity">`fn`, `fpr`, `auc`, `pauc`.</param>
/// <param name="Rule">Where the threshold comes from, as `report.csv` says it.</param>
/// <param name="Moved">The baseline's threshold is moved by the ticket's class cost.</param>
internal sealed record Metric(string Quantity, string Rule, Statistic Of, bool Moved = false)
{
    public Statistic OfBaseline(Ticket ticket) => Moved ? Of with { Rule = ThresholdRule.MovedBy(ticket.ClassCost) } : Of;

    public static Metric FnAtFpr5 { get; } = new("fn", "validation FPR 5 %", Statistic.Fn(ThresholdRule.AtValidationFpr(0.05)));
    public static Metric FprAtFpr5 { get; } = FnAtFpr5 with { Quantity = "fpr", Of = Statistic.Fpr(ThresholdRule.AtValidationFpr(0.05)) };
    public static Metric Auc { get; } = new("auc", "", Statistic.Auc);

    public static IReadOnlyList<Metric> All { get; } =
    [
        .. Pair("threshold 0.5", ThresholdRule.Half),
        .. Pair("threshold 0.5, baseline at 1/(1+c)", ThresholdRule.Half).Select(metric => metric with { Moved = true }),
        .. Statistic.Rates.SelectMany(rate => Pair(FormattableString.Invariant($"validation FPR {100 * rate:0} %"), ThresholdRule.AtValidationFpr(rate))),
        .. Statistic.Rates.Select(rate => new Metric("fn", FormattableString.Invariant($"test FPR {100 * rate:0} % (oracle)"), Statistic.Fn(ThresholdRule.AtTestFpr(rate)))),
        Auc,
        new("pauc", "", Statistic.PartialAuc),
    ];

    /// <summary>What has to be computed of each ticket, for these class costs.</summary>
    public static IReadOnlyList<Statistic> Statistics(IEnumerable<double> costs) =>
        [.. All.Where(metric => !metric.Moved).Select(metric => metric.Of)
            .Concat(costs.SelectMany(cost => new[] { Statistic.Fn(ThresholdRule.MovedBy(cost)), Statistic.Fpr(ThresholdRule.MovedBy(cost)) })).Distinct()];

    private static Metric[] Pair(string rule, ThresholdRule at) => [new("fn", rule, Statistic.Fn(at)), new("fpr", rule, Statistic.Fpr(at))];
}
