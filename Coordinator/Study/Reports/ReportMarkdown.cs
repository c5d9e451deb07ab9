using System.Text;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>`report.md`: the tables of a study for people, with how they were made.</summary>
internal sealed class ReportMarkdown
{
    private static readonly ReportFigure Fn = ReportFigure.FnAtFpr5, Fpr = ReportFigure.FprAtFpr5;

    /// <summary>A column of a table: its head and the text of a row's cell.</summary>
    private sealed record Column(string Head, Func<ReportRow, string> Text);

    private static readonly Column
        Left = new("weights left", row => Words.Percent(row.WeightsLeft)),
        // * for the cost chosen on validation, † for a ticket that a search would not take.
        Name = new("method", row => row.Method + (row.Chosen ? " *" : "") + (row.Ticket.Candidate.Eligible ? "" : " †")),
        Misses = new("FN", row => Number(row.Mean.Value)),
        BaselineMisses = new("baseline's FN", row => Number(row.AgainstMean.Value)),
        Difference = new("difference", row => DifferenceOf(row, "0.0")),
        Reduction = new("reduction", ReductionOf);

    private readonly StringBuilder _text = new();

    public static byte[] Of(IReadOnlyList<SectionReport> sections, ReportSettings settings, IReadOnlyDictionary<SectionReport, IReadOnlyList<string>> pictures)
    {
        var thresholds = settings.ResampleValidation
            ? ", validation samples and with them the thresholds included"
            : "; thresholds are taken as they are, so that validation's noise is left out";
        var report = new ReportMarkdown();
        report.Line("# Report\n");
        report.Line("All figures are of the **test** split, which chose nothing; means over the replicates (seeds), with 95 % intervals in brackets. "
            + "Differences are a ticket's figure less that of the baseline's ticket that is as sparse, paired by");
        report.Line("seed and by sample: a difference of FN below 0 means fewer misses. Intervals are over seeds and samples at once (multi-reader multi-case "
            + $"analysis, seeds as readers; {Count(settings.Resamples)} stratified resamples, seed {settings.Seed}){thresholds}.");
        report.Line("**Bold**: the interval is clear of 0. No correction is made for the number of comparisons. docs/report.md says it exactly; "
            + "`report.csv` has every figure.\n");
        foreach (var section in sections) report.Section(section, pictures[section]);
        return Encoding.UTF8.GetBytes(report._text.ToString());
    }

    private void Section(SectionReport report, IReadOnlyList<string> pictures)
    {
        var section = report.Section;
        static string Samples(byte[] labels) =>
            $"{Count(labels.Count(label => label == 1))} positives and {Count(labels.Count(label => label == 0))} negatives";
        var data = section.Fingerprint[..Math.Min(12, section.Fingerprint.Length)];
        Line($"## {Cell(section.Name)}\n");
        Line($"Validation: {Samples(report.Samples.Validation)}; test: {Samples(report.Samples.Test)}. Data {data}.\n");
        string[] head = ["method", "class cost: root", "children", "rate", "rewind", "criterion", "replicates", "epochs", "compared with"];
        Table(head, section.Methods.Select(method => new[]
        {
            method.Name, Number(method.RootCost), method.Costs, method.Rates, method.Rewind,
            $"{method.Search.Spec.Prune.Criterion.Name()}{(method.Search.IsOneShot ? ", one shot" : "")}", Count(method.Search.Spec.Search.Replicates),
            Count(method.Tickets.Sum(t => t.Epochs)),
            section.Baselines.GetValueOrDefault(method)?.Name ?? (section.Baselines.Values.Contains(method) ? "(baseline)" : "nothing"),
        }));
        foreach (var note in section.Notes) Line($"- {Cell(note)}");
        if (section.Notes.Count > 0) Line("");
        var compared = report.Rows.Where(row => row.Comparison is not null).ToArray();
        if (compared.Length > 0) Compared(report, compared, pictures);
        if (report.Fronts.Count > 0) Fronts(report.Fronts);
    }

    private void Compared(SectionReport report, ReportRow[] compared, IReadOnlyList<string> pictures)
    {
        var rows = compared.Where(row => row.Figure == Fn).ToArray();
        var (fewer, more) = (rows.Count(row => row.Comparison!.Value.Difference.High < 0), rows.Count(row => row.Comparison!.Value.Difference.Low > 0));
        Line("### FN at 5 % FPR, the threshold chosen on validation\n");
        Line($"Of {Words.Count(rows.Length, "comparison")} {fewer} have fewer FN and {more} more, the interval clear of 0. FPR is the rate that the "
            + "threshold comes to on test. * class cost chosen on validation (next table); † not usable by its own search: it answers with one class, or "
            + "breaks a limit of `objectives`.\n");
        Column[] equal =
        [
            Left, Name, new("class cost", row => Number(row.Ticket.ClassCost)), Misses, BaselineMisses, Difference, Reduction, .. Rates(compared, Fpr),
            new("AUC difference", row => DifferenceOf(Same(compared, row, ReportFigure.Auc), "0.0000")),
        ];
        Table(rows, equal);
        var methods = report.Section.Baselines.Keys.Select(method => method.Name).ToHashSet();
        var alone = report.Rows.Where(row => row.Figure == Fn && row.Comparison is null && methods.Contains(row.Method))
            .Select(row => $"{row.Method} at {Left.Text(row)}").ToArray();
        if (alone.Length > 0) Line($"Without an equally sparse ticket of the baseline, and so in `report.csv` alone: {string.Join(", ", alone)}.\n");
        if (compared.Any(row => row.Chosen))
        {
            Line("### One class cost per sparsity, chosen on validation\n");
            Line("Of methods that differ in class cost alone (costs other than 1): that with the fewest validation FN at 5 % FPR. The intervals do not "
                + "hold the noise of this choice.\n");
            Table(rows.Where(row => row.Chosen), equal);
        }
        foreach (var picture in pictures) Line($"![{picture}]({picture}.svg)\n");
        Line("### Other thresholds\n");
        Line("The oracle takes its threshold from test itself: it shows the order of the scores alone, and no user could choose it.\n");
        Figures(compared, metric => metric == Fn.Of.Metric, figure =>
        [
            Left, Name, Misses, BaselineMisses, Difference, Reduction,
            .. figure.Of.Rule.Kind == RuleKind.TestFpr ? [] : Rates(compared, figure with { Of = figure.Of with { Metric = Fpr.Of.Metric } }),
        ]);
        Line("### Order of the scores\n");
        Figures(compared, metric => metric is RankingMetric, Means);
        static bool IsOther(Metric metric) => metric is CountMetric && metric != Fn.Of.Metric && metric != Fpr.Of.Metric;
        if (!ReportFigure.All.Any(figure => IsOther(figure.Of.Metric))) return;
        Line("### Other metrics\n");
        Figures(compared, IsOther, Means);
    }

    /// <summary>A table for each figure of some metrics that has rows; FN at 5 % FPR has its own.</summary>
    private void Figures(ReportRow[] compared, Func<Metric, bool> ofMetric, Func<ReportFigure, Column[]> columns)
    {
        foreach (var figure in ReportFigure.All.Where(figure => figure != Fn && ofMetric(figure.Of.Metric)))
        {
            var rows = compared.Where(row => row.Figure == figure).ToArray();
            if (rows.Length == 0) continue;
            string[] title = figure.Of.Metric == Fn.Of.Metric ? [figure.Rule] : [figure.Of.Metric.Title, figure.Rule];
            Line($"**{string.Join(", ", title.Where(part => part.Length > 0))}**\n");
            Table(rows, columns(figure));
        }
    }

    private static Column[] Means(ReportFigure figure)
    {
        var format = figure.Of.Metric.Format;
        return
        [
            Left, Name, new("mean", row => Interval(row.Mean, format)), new("baseline's mean", row => Interval(row.AgainstMean, format)),
            new("difference", row => DifferenceOf(row, format)),
        ];
    }

    private static Column[] Rates(ReportRow[] all, ReportFigure fpr) =>
    [
        new("FPR", row => Words.Percent(Same(all, row, fpr).Mean.Value)), new("baseline's FPR", row => Words.Percent(Same(all, row, fpr).AgainstMean.Value)),
    ];

    private void Fronts(IReadOnlyList<FrontRow> fronts)
    {
        Line("### Front against chain\n");
        Line("At each sparsity of the baseline chain: its ticket, or the best of the fixed chains that differ in class cost alone, beside the best that "
            + "a searched tree had found with as many training epochs (or with all of its own), no less sparse. All are chosen by validation FN at 5 % FPR; FN "
            + "and differences are of test, at the threshold with 5 % FPR on validation.\n");
        string[] head =
        [
            "weights left", "against", "its epochs", "its FN", "search", "epochs", "found: weights left", "FN", "difference", "reduction", "AUC difference",
        ];
        Table(head, fronts.Select(string[] (front) =>
        {
            string[] cells =
            [
                Words.Percent(front.Ticket.WeightsLeft), $"{front.Against}: {front.Chain.Name}", Count(front.ChainEpochs),
                Number(front.Ticket.Candidate.Test!.Runs.Average(MetricColumn.FnAtFpr5.Of)),
                front.Search.Label, Count(front.SearchEpochs) + (front.WholeSearch ? " (all)" : ""),
            ];
            if (front.Found is null) return [.. cells, "none as sparse", "", "", "", ""];
            cells = [.. cells, Words.Percent(front.Found.Weights / front.Ticket.Total)];
            if (front.Rows is not [var fn, _, var auc]) return [.. cells, "no scores (report: all)", "", "", ""];
            return [.. cells, Misses.Text(fn), Difference.Text(fn), Reduction.Text(fn), DifferenceOf(auc, "0.0000")];
        }));
    }

    private static ReportRow Same(ReportRow[] all, ReportRow row, ReportFigure figure) =>
        all.First(other => other.Ticket == row.Ticket && other.Method == row.Method && other.Figure == figure);

    private void Line(string line) => _text.Append(line).Append('\n');

    private void Table(IEnumerable<ReportRow> rows, Column[] columns) => Table(
        [.. columns.Select(column => column.Head)],
        rows.OrderByDescending(row => row.Against!.WeightsLeft).ThenBy(row => row.Baseline, StringComparer.Ordinal).ThenBy(row => row.Ticket.ClassCost)
            .ThenBy(row => row.Method, StringComparer.Ordinal).Select(row => columns.Select(column => column.Text(row)).ToArray()));

    private void Table(string[] head, IEnumerable<string[]> rows)
    {
        Line($"| {string.Join(" | ", head)} |");
        Line($"|{string.Concat(head.Select(_ => "---|"))}");
        foreach (var row in rows) Line($"| {string.Join(" | ", row.Select(Cell))} |");
        Line("");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Number(double value) => $"{value:0.##}";

    private static string Count(long value) => $"{value:#,0}";

    private static string Interval(Estimate e, string format) => $"{e.Value.ToString(format)} [{e.Low.ToString(format)}, {e.High.ToString(format)}]";

    private static string DifferenceOf(ReportRow row, string format)
    {
        var e = row.Comparison!.Value.Difference;
        return Bold(e, Interval(e, $"+{format};-{format};{format}"));
    }

    private static string ReductionOf(ReportRow row)
    {
        static string Percent(double share) => double.IsInfinity(share) ? "unbounded" : $"{Math.Round(share * 100) + 0.0:0}";
        var e = row.Comparison!.Value.Reduction;
        return e.IsDefined ? Bold(e, $"{Percent(e.Value)} % [{Percent(e.Low)}, {Percent(e.High)}]") : "";
    }

    private static string Bold(Estimate e, string text) => e.ClearOfZero ? $"**{text}**" : text;
}
