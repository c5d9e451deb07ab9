using System.Text;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>The tidy tables (docs/report.md): one figure a row.</summary>
internal static class ReportCsv
{
    private static readonly string[] Figure =
    [
        "metric", "rule", "mean", "low", "high",
        "baseline", "baseline_candidate", "baseline_weights_left", "baseline_mean", "baseline_low", "baseline_high",
        "difference", "difference_low", "difference_high", "bootstrap_low", "bootstrap_high", "reduction", "reduction_low", "reduction_high",
    ];

    public static string Rows(IEnumerable<SectionReport> sections)
    {
        var text = new StringBuilder();
        CsvText.Row(text, ["data_set", "method", "class_cost", "level", "candidate", "weights", "weights_left", "replicates", "chosen", .. Figure]);
        foreach (var row in sections.SelectMany(section => section.Rows)) CsvText.Row(text, [.. Identity(row), row.Chosen ? "1" : "0", .. FigureOf(row)]);
        return text.ToString();
    }

    public static string Fronts(IEnumerable<SectionReport> sections)
    {
        var text = new StringBuilder();
        CsvText.Row(text, ["data_set", "method", "class_cost", "level", "candidate", "weights", "weights_left", "replicates", "against", "budget",
            "search_epochs", "chain_epochs", .. Figure]);
        foreach (var front in sections.SelectMany(section => section.Fronts))
            foreach (var row in front.Rows)
                CsvText.Row(text, [.. Identity(row), front.Against, front.WholeSearch ? "all" : "equal",
                    Text(front.SearchEpochs), Text(front.ChainEpochs), .. FigureOf(row)]);
        return text.ToString();
    }

    public static string Methods(IEnumerable<SectionReport> sections)
    {
        var text = new StringBuilder();
        CsvText.Row(text, ["data_set", "method", "search", "root_class_cost", "class_cost", "pruning_rate", "rewind", "criterion", "scope", "replicates",
            "epochs", "tickets", "class_agnostic", "baseline", "training_hash"]);
        foreach (var section in sections.Select(report => report.Section))
            foreach (var method in section.Methods)
                CsvText.Row(text, [section.Name, method.Name, method.Search.Spec.Name, Text(method.RootCost), method.Costs, method.Rates, method.Rewind,
                    method.Search.Spec.Prune.Criterion.Name(), method.Search.Spec.Prune.Scope.Name(), Text(method.Search.Spec.Search.Replicates),
                    Text(method.Tickets.Sum(t => t.Epochs)), Text(method.Tickets.Count), method.IsAgnostic ? "1" : "0", section.Baselines.GetValueOrDefault(method)?.Name ?? "", method.Search.State.TrainingHash]);
        return text.ToString();
    }

    private static IEnumerable<string> Identity(ReportRow row) =>
    [
        row.DataSet, row.Method, Text(row.Ticket.ClassCost), Text(row.Ticket.Level), row.Ticket.Candidate.Id.Value,
        Text(row.Ticket.Weights), Text(row.WeightsLeft), Text(row.Replicates),
    ];

    private static IEnumerable<string> FigureOf(ReportRow row) =>
    [
        row.Figure.Of.Metric.Name, row.Figure.Rule, .. Ends(row.Mean), row.Baseline ?? "", row.Against?.Candidate.Id.Value ?? "",
        row.Against is { } against ? Text(against.WeightsLeft) : "", .. Ends(row.AgainstMean),
        .. Ends(row.Comparison?.Difference ?? Estimate.None), .. Ends(row.Comparison?.Bootstrap ?? Estimate.None).Skip(1),
        .. Ends(row.Comparison?.Reduction ?? Estimate.None),
    ];

    private static IEnumerable<string> Ends(Estimate estimate) => [Text(estimate.Value), Text(estimate.Low), Text(estimate.High)];

    /// <summary>Twelve digits: those behind depend on nothing that is real. Nothing where there is no number; `-inf` as other programs read it.</summary>
    private static string Text(double value) => value switch
    {
        double.NaN => "",
        double.NegativeInfinity => "-inf",
        double.PositiveInfinity => "inf",
        _ => (value + 0.0).ToString("G12", CultureInfo.InvariantCulture),
    };
}
