using System.Text;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>The tidy tables (docs/report.md): one figure a row.</summary>
internal static class ReportCsv
{
    private static readonly string[] Ticket = ["data_set", "method", "class_cost", "level", "candidate", "weights", "weights_left", "replicates"];

    private static readonly string[] Figure =
    [
        "metric", "rule", "mean", "low", "high",
        "baseline", "baseline_candidate", "baseline_weights_left", "baseline_mean", "baseline_low", "baseline_high",
        "difference", "difference_low", "difference_high", "bootstrap_low", "bootstrap_high", "reduction", "reduction_low", "reduction_high",
    ];

    public static byte[] Rows(IEnumerable<SectionReport> sections) => Table(
        [.. Ticket, "chosen", .. Figure],
        sections.SelectMany(section => section.Rows).Select(IEnumerable<string> (row) => [.. TicketOf(row), row.Chosen ? "1" : "0", .. FigureOf(row)]));

    public static byte[] Fronts(IEnumerable<SectionReport> sections) => Table(
        [.. Ticket, "against", "budget", "search_epochs", "chain_epochs", .. Figure],
        sections.SelectMany(section => section.Fronts).SelectMany(front => front.Rows, IEnumerable<string> (front, row) =>
        [
            .. TicketOf(row), front.Against, front.WholeSearch ? "all" : "equal", Text(front.SearchEpochs), Text(front.ChainEpochs), .. FigureOf(row),
        ]));

    public static byte[] Methods(IEnumerable<SectionReport> sections) => Table(
        [
            "data_set", "method", "search", "root_class_cost", "class_cost", "pruning_rate", "rewind", "criterion", "scope", "replicates",
            "epochs", "tickets", "class_agnostic", "baseline", "training_hash",
        ],
        sections.Select(report => report.Section).SelectMany(section => section.Methods, IEnumerable<string> (section, method) =>
        {
            var (spec, tickets) = (method.Search.Spec, method.Tickets);
            return
            [
                section.Name, method.Name, spec.Name, Text(method.RootCost), method.Costs, method.Rates, method.Rewind,
                spec.Prune.Criterion.Name(), spec.Prune.Scope.Name(), Text(spec.Search.Replicates), Text(tickets.Sum(t => t.Epochs)), Text(tickets.Count),
                method.IsAgnostic ? "1" : "0", section.Baselines.GetValueOrDefault(method)?.Name ?? "", method.Search.State.TrainingHash,
            ];
        }));

    private static byte[] Table(IEnumerable<string> head, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(head)) CsvText.Row(text, row);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<string> TicketOf(ReportRow row) =>
    [
        row.DataSet, row.Method, Text(row.Ticket.ClassCost), Text(row.Ticket.Level), row.Ticket.Candidate.Id.Value,
        Text(row.Ticket.Weights), Text(row.WeightsLeft), Text(row.Replicates),
    ];

    private static IEnumerable<string> FigureOf(ReportRow row) =>
    [
        row.Figure.Of.Metric.Name, row.Figure.Rule, .. Ends(row.Mean), row.Baseline ?? "", row.Against?.Candidate.Id.Value ?? "",
        Text(row.Against?.WeightsLeft), .. Ends(row.AgainstMean),
        .. Ends(row.Comparison?.Difference), .. Ends(row.Comparison?.Bootstrap).Skip(1), .. Ends(row.Comparison?.Reduction),
    ];

    private static IEnumerable<string> Ends(Estimate? estimate) => [Text(estimate?.Value), Text(estimate?.Low), Text(estimate?.High)];

    /// <summary>Twelve digits: those behind depend on nothing that is real. Nothing where there is no number; `-inf` as other programs read it.</summary>
    private static string Text(double? value) => value switch
    {
        null or double.NaN => "",
        double.NegativeInfinity => "-inf",
        double.PositiveInfinity => "inf",
        // + 0.0: there is a negative zero.
        _ => $"{value + 0.0:G12}",
    };
}
