using System.Text;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>`report.md`: the tables of a study for people, with how they were made.</summary>
internal static class ReportMarkdown
{
    private static readonly ReportFigure Fn = ReportFigure.FnAtFpr5, Fpr = ReportFigure.FprAtFpr5;

    public static string Of(IReadOnlyList<SectionReport> sections, ReportSettings settings, IReadOnlyDictionary<SectionReport, IReadOnlyList<string>> pictures)
    {
        var thresholds = settings.ResampleValidation
            ? ", validation samples and with them the thresholds included"
            : "; thresholds are taken as they are, so that validation's noise is left out";
        var text = new StringBuilder();
        Line(text, "# Report\n");
        Line(text, "All figures are of the **test** split, which chose nothing; means over the replicates (seeds), with 95 % intervals in brackets. "
            + "Differences are a ticket's figure less that of the baseline's ticket that is as sparse, paired by");
        Line(text, "seed and by sample: a difference of FN below 0 means fewer misses. Intervals are over seeds and samples at once (multi-reader multi-case "
            + $"analysis, seeds as readers; {Count(settings.Resamples)} stratified resamples, seed {settings.Seed}){thresholds}.");
        Line(text, "**Bold**: the interval is clear of 0. No correction is made for the number of comparisons. docs/report.md says it exactly; "
            + "`report.csv` has every figure.\n");
        foreach (var section in sections) Section(text, section, pictures[section]);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Section(StringBuilder text, SectionReport report, IReadOnlyList<string> pictures)
    {
        var section = report.Section;
        static string Samples(byte[] labels) =>
            $"{Count(labels.Count(label => label == 1))} positives and {Count(labels.Count(label => label == 0))} negatives";
        var data = section.Fingerprint[..Math.Min(12, section.Fingerprint.Length)];
        Line(text, $"## {Cell(section.Name)}\n");
        Line(text, $"Validation: {Samples(report.Samples.Validation)}; test: {Samples(report.Samples.Test)}. Data {data}.\n");
        Table(text, "method|class cost: root|children|rate|rewind|criterion|replicates|epochs|compared with", section.Methods.Select(method => new[]
        {
            method.Name, Number(method.RootCost), method.Costs, method.Rates, method.Rewind, KindOf(method), Count(method.Search.Spec.Search.Replicates),
            Count(method.Tickets.Sum(t => t.Epochs)),
            section.Baselines.GetValueOrDefault(method)?.Name ?? (section.Baselines.Values.Contains(method) ? "(baseline)" : "nothing"),
        }));
        foreach (var note in section.Notes) Line(text, $"- {Cell(note)}");
        if (section.Notes.Count > 0) text.AppendLine();
        var compared = report.Rows.Where(row => row.Comparison is not null).ToArray();
        if (compared.Length > 0) Compared(text, report, compared, pictures);
        if (report.Fronts.Count > 0) Fronts(text, report.Fronts);
    }

    private static void Compared(StringBuilder text, SectionReport report, IReadOnlyList<ReportRow> compared, IReadOnlyList<string> pictures)
    {
        var rows = compared.Where(row => row.Figure == Fn).ToArray();
        var (fewer, more) = (rows.Count(row => row.Comparison!.Value.Difference.High < 0), rows.Count(row => row.Comparison!.Value.Difference.Low > 0));
        Line(text, "### FN at 5 % FPR, the threshold chosen on validation\n");
        Line(text, $"Of {Words.Count(rows.Length, "comparison")} {fewer} have fewer FN and {more} more, the interval clear of 0. FPR is the rate that the "
            + "threshold comes to on test. * class cost chosen on validation (next table); † not usable by its own search: it answers with one class, or "
            + "exceeds `max_fpr`.\n");
        Equal(text, compared, rows);
        var methods = report.Section.Baselines.Keys.Select(method => method.Name).ToHashSet();
        var alone = report.Rows.Where(row => row.Figure == Fn && row.Comparison is null && methods.Contains(row.Method))
            .Select(row => $"{row.Method} at {Share(row.WeightsLeft)}").ToArray();
        if (alone.Length > 0) Line(text, $"Without an equally sparse ticket of the baseline, and so in `report.csv` alone: {string.Join(", ", alone)}.\n");
        if (compared.Any(row => row.Chosen))
        {
            Line(text, "### One class cost per sparsity, chosen on validation\n");
            Line(text, "Of methods that differ in class cost alone (costs other than 1): that with the fewest validation FN at 5 % FPR. The intervals do not "
                + "hold the noise of this choice.\n");
            Equal(text, compared, rows.Where(row => row.Chosen));
        }
        foreach (var picture in pictures) Line(text, $"![{picture}]({picture}.svg)\n");
        Line(text, "### Other thresholds\n");
        Line(text, "The oracle takes its threshold from test itself: it shows the order of the scores alone, and nobody could choose it.\n");
        foreach (var figure in ReportFigure.All.Where(figure => figure.Of.Metric == Fn.Of.Metric && figure != Fn)) Other(text, compared, figure);
        Line(text, "### Order of the scores\n");
        foreach (var figure in ReportFigure.All.Where(figure => figure.Of.Metric is RankingMetric)) Means(text, compared, figure);
        var others = ReportFigure.All
            .Where(figure => figure.Of.Metric is CountMetric && figure.Of.Metric != Fn.Of.Metric && figure.Of.Metric != Fpr.Of.Metric).ToArray();
        if (others.Length == 0) return;
        Line(text, "### Other metrics\n");
        foreach (var figure in others) Means(text, compared, figure);
    }

    private static string KindOf(Method method) => $"{method.Search.Spec.Prune.Criterion.Name()}{(method.Search.IsOneShot ? ", one shot" : "")}";

    private static void Equal(StringBuilder text, IReadOnlyList<ReportRow> all, IEnumerable<ReportRow> rows) =>
        Table(text, "weights left|method|class cost|FN|baseline's FN|difference|reduction|FPR|baseline's FPR|AUC difference", Sorted(rows).Select(row =>
        {
            var (fpr, auc) = (Same(all, row, Fpr), Same(all, row, ReportFigure.Auc));
            return new[]
            {
                Share(row.WeightsLeft), Name(row), Number(row.Ticket.ClassCost), Number(row.Mean.Value), Number(row.AgainstMean.Value), Difference(row, "0.0"),
                Reduction(row), Share(fpr.Mean.Value), Share(fpr.AgainstMean.Value), Difference(auc, "0.0000"),
            };
        }));

    private static void Other(StringBuilder text, IReadOnlyList<ReportRow> all, ReportFigure figure)
    {
        var rows = Sorted(all.Where(row => row.Figure == figure)).ToArray();
        if (rows.Length == 0) return;
        var oracle = figure.Of.Rule.Kind == RuleKind.TestFpr;
        var ofFpr = figure with { Of = figure.Of with { Metric = Fpr.Of.Metric } };
        Line(text, $"**{figure.Rule}**\n");
        Table(text, $"weights left|method|FN|baseline's FN|difference|reduction{(oracle ? "" : "|FPR|baseline's FPR")}", rows.Select(string[] (row) =>
        {
            string[] cells = [Share(row.WeightsLeft), Name(row), Number(row.Mean.Value), Number(row.AgainstMean.Value), Difference(row, "0.0"), Reduction(row)];
            if (oracle) return cells;
            var fpr = Same(all, row, ofFpr);
            return [.. cells, Share(fpr.Mean.Value), Share(fpr.AgainstMean.Value)];
        }));
    }

    private static void Means(StringBuilder text, IReadOnlyList<ReportRow> all, ReportFigure figure)
    {
        var rows = Sorted(all.Where(row => row.Figure == figure)).ToArray();
        if (rows.Length == 0) return;
        var metric = figure.Of.Metric;
        Line(text, $"**{metric.Title}{(figure.Rule.Length > 0 ? $", {figure.Rule}" : "")}**\n");
        Table(text, "weights left|method|mean|baseline's mean|difference", rows.Select(row => new[]
        {
            Share(row.WeightsLeft), Name(row), Interval(row.Mean, metric.Format), Interval(row.AgainstMean, metric.Format), Difference(row, metric.Format),
        }));
    }

    private static void Fronts(StringBuilder text, IReadOnlyList<FrontRow> fronts)
    {
        const string Head = "weights left|against|its epochs|its FN|search|epochs|found: weights left|FN|difference|reduction|AUC difference";
        Line(text, "### Front against chain\n");
        Line(text, "At each sparsity of the baseline chain: its ticket, or the best of the fixed chains that differ in class cost alone, beside the best that "
            + "a searched tree had found with as many training epochs (or with all of its own), no less sparse. All are chosen by validation FN at 5 % FPR; FN "
            + "and differences are of test, at the threshold with 5 % FPR on validation.\n");
        Table(text, Head, fronts.Select(string[] (front) =>
        {
            string[] cells =
            [
                Share(front.Ticket.WeightsLeft), $"{front.Against}: {front.Chain.Name}", Count(front.ChainEpochs),
                Number(front.Ticket.Candidate.Test!.Runs.Average(MetricColumn.FnAtFpr5.Of)),
                front.Search.Label, Count(front.SearchEpochs) + (front.WholeSearch ? " (all)" : ""),
            ];
            if (front.Found is null) return [.. cells, "none as sparse", "", "", "", ""];
            cells = [.. cells, Share(front.Found.Weights / front.Ticket.Total)];
            if (front.Rows is not [var fn, _, var auc]) return [.. cells, "no scores (report: all)", "", "", ""];
            return [.. cells, Number(fn.Mean.Value), Difference(fn, "0.0"), Reduction(fn), Difference(auc, "0.0000")];
        }));
    }

    /// <summary>With marks: * for the cost chosen on validation, † for a ticket that a search would not take.</summary>
    private static string Name(ReportRow row) => row.Method + (row.Chosen ? " *" : "") + (row.Ticket.Candidate.Eligible ? "" : " †");

    private static IEnumerable<ReportRow> Sorted(IEnumerable<ReportRow> rows) => rows.OrderByDescending(row => row.Against!.WeightsLeft)
        .ThenBy(row => row.Baseline, StringComparer.Ordinal).ThenBy(row => row.Ticket.ClassCost).ThenBy(row => row.Method, StringComparer.Ordinal);

    private static ReportRow Same(IReadOnlyList<ReportRow> all, ReportRow row, ReportFigure figure) =>
        all.First(other => other.Ticket == row.Ticket && other.Method == row.Method && other.Figure == figure);

    private static void Line(StringBuilder text, string line) => text.AppendLine(line);

    private static void Table(StringBuilder text, string head, IEnumerable<string[]> rows)
    {
        var names = head.Split('|');
        Line(text, $"| {string.Join(" | ", names)} |");
        Line(text, $"|{string.Concat(Enumerable.Repeat("---|", names.Length))}");
        foreach (var row in rows) Line(text, $"| {string.Join(" | ", row.Select(Cell))} |");
        text.AppendLine();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Share(double value) => Words.Percent(value);

    private static string Interval(Estimate e, string format)
    {
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(e.Value)} [{Text(e.Low)}, {Text(e.High)}]";
    }

    private static string Difference(ReportRow row, string format) =>
        Bold(row.Comparison!.Value.Difference, Interval(row.Comparison!.Value.Difference, "+" + format + ";-" + format + ";" + format));

    private static string Reduction(ReportRow row)
    {
        static string Percent(double share) =>
            double.IsInfinity(share) ? "unbounded" : (Math.Round(share * 100) + 0.0).ToString("0", CultureInfo.InvariantCulture);
        var e = row.Comparison!.Value.Reduction;
        return e.IsDefined ? Bold(e, $"{Percent(e.Value)} % [{Percent(e.Low)}, {Percent(e.High)}]") : "";
    }

    private static string Bold(Estimate e, string text) => e.ClearOfZero ? $"**{text}**" : text;
}
