using ActorSearch.Search.Figures;
using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>A figure of the report: which statistic of the ticket is set beside which of the baseline.</summary>
/// <param name="Rule">Where the threshold comes from, as `report.csv` says it; empty where the metric needs none.</param>
/// <param name="Moved">The baseline's threshold is moved by the ticket's class cost.</param>
internal sealed record ReportFigure(string Rule, Statistic Of, bool Moved = false)
{
    private static readonly Metric[] Reported = [.. Metric.All.Where(metric => metric.ShownIn.HasFlag(ShownIn.Report))];

    /// <summary>Every reported metric of the catalogue, at every rule that it can be read at.</summary>
    public static IReadOnlyList<ReportFigure> All { get; } =
    [
        .. At("threshold 0.5", ThresholdRule.Half),
        .. At("threshold 0.5, baseline at 1/(1+c)", ThresholdRule.Half).Select(figure => figure with { Moved = true }),
        .. OperatingRule.Rates.SelectMany(rate => At($"validation FPR {Percent(rate)}", ThresholdRule.AtValidationFpr(rate))),
        // There the rate of false positives is given.
        .. OperatingRule.Rates.SelectMany(rate => At($"test FPR {Percent(rate)} (oracle)", ThresholdRule.AtTestFpr(rate))
            .Where(figure => figure.Of.Metric is not FalsePositiveRate)),
        .. Reported.OfType<RankingMetric>().Select(metric => new ReportFigure("", new(metric, default))),
    ];

    public static ReportFigure FnAtFpr5 { get; } = All.Single(figure =>
        figure.Of == Statistic.Fn(ThresholdRule.AtValidationFpr(OperatingRule.Fpr5.MaxFpr!.Value)));

    public static ReportFigure FprAtFpr5 { get; } = All.Single(figure => figure.Rule == FnAtFpr5.Rule && figure.Of.Metric is FalsePositiveRate);
    public static ReportFigure Auc { get; } = All.Single(figure => figure.Of == Statistic.Auc);

    public Statistic OfBaseline(Ticket ticket) => Moved ? Of with { Rule = ThresholdRule.MovedBy(ticket.ClassCost) } : Of;

    /// <summary>What has to be computed of each ticket, for these class costs.</summary>
    public static IReadOnlyList<Statistic> Statistics(IEnumerable<double> costs) =>
    [
        .. All.Where(figure => !figure.Moved).Select(figure => figure.Of)
            .Concat(costs.SelectMany(cost => At("", ThresholdRule.MovedBy(cost)).Select(figure => figure.Of))).Distinct(),
    ];

    private static IEnumerable<ReportFigure> At(string rule, ThresholdRule at) =>
        Reported.OfType<CountMetric>().Select(metric => new ReportFigure(rule, new(metric, at)));

    private static string Percent(double rate) => $"{100 * rate:0.##} %";
}
