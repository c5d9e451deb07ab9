using System.Globalization;
using System.Text;
using ActorSearch.Coordinator.Results;
using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Reports;

/// <summary>`report.md`: the tables of a study for people, with how they were made.</summary>
internal static class ReportMarkdown
{
    private static readonly Metric[] Ranking = [.. Metric.All.Where(metric => metric.Quantity is "auc" or "pauc")];

    public static string Of(IReadOnlyList<SectionReport> sections, ReportSettings settings, IReadOnlyDictionary<SectionReport, IReadOnlyList<string>> pictures)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # Report

            All figures are of the **test** split, which chose nothing; means over the replicates (seeds), with 95 % intervals in brackets. Differences are a ticket's figure less that of the baseline's ticket that is as sparse, paired by
            seed and by sample: a difference of FN below 0 means fewer misses. Intervals are over seeds and samples at once (multi-reader multi-case analysis, seeds as readers; {settings.Resamples:N0} stratified resamples, seed {settings.Seed}){(settings.ResampleValidation ? ", validation samples and with them the thresholds included" : "; thresholds are taken as they are, so that validation's noise is left out")}.
            **Bold**: the interval is clear of 0. No correction is made for the number of comparisons. docs/report.md says it exactly; `report.csv` has every figure.

            """);
        foreach (var section in sections) Section(text, section, pictures[section]);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Section(StringBuilder text, SectionReport report, IReadOnlyList<string> pictures)
    {
        var section = report.Section;
        static string Samples(byte[] labels) => string.Create(CultureInfo.InvariantCulture, $"{labels.Count(label => label == 1):N0} positives and {labels.Count(label => label == 0):N0} negatives");
        text.AppendLine(CultureInfo.InvariantCulture, $"## {Cell(section.Name)}\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"Validation: {Samples(report.Samples.Validation)}; test: {Samples(report.Samples.Test)}. Data {section.Fingerprint[..Math.Min(12, section.Fingerprint.Length)]}.\n");
        Table(text, "method|class cost: root|children|rate|rewind|criterion|replicates|epochs|compared with", section.Methods.Select(method => new[]
        {
            method.Name, Number(method.RootCost), method.Costs, method.Rates, method.Rewind, KindOf(method), Count(method.Search.Spec.Search.Replicates), Count(method.Tickets.Sum(t => t.Epochs)),
            section.Baselines.GetValueOrDefault(method)?.Name ?? (section.Baselines.Values.Contains(method) ? "(baseline)" : "nothing"),
        }));
        foreach (var note in section.Notes) text.AppendLine(CultureInfo.InvariantCulture, $"- {Cell(note)}");
        if (section.Notes.Count > 0) text.AppendLine();
        var compared = report.Rows.Where(row => row.Comparison is not null).ToArray();
        if (compared.Length > 0)
        {
            var rows = compared.Where(row => row.Metric == Metric.FnAtFpr5).ToArray();
            text.AppendLine(CultureInfo.InvariantCulture, $"### FN at 5 % FPR, the threshold chosen on validation\n");
            text.AppendLine(CultureInfo.InvariantCulture, $"Of {Words.Count(rows.Length, "comparison")} {rows.Count(row => row.Comparison!.Value.Difference.High < 0)} have fewer FN and {rows.Count(row => row.Comparison!.Value.Difference.Low > 0)} more, the interval clear of 0. FPR is the rate that the threshold comes to on test. * class cost chosen on validation (next table); † not usable by its own search: it answers with one class, or exceeds `max_fpr`.\n");
            Equal(text, compared, rows);
            var alone = report.Rows.Where(row => row.Metric == Metric.FnAtFpr5 && row.Comparison is null && section.Baselines.Keys.Any(method => method.Name == row.Method)).ToArray();
            if (alone.Length > 0) text.AppendLine(CultureInfo.InvariantCulture, $"Without an equally sparse ticket of the baseline, and so in `report.csv` alone: {string.Join(", ", alone.Select(row => $"{row.Method} at {Share(row.WeightsLeft)}"))}.\n");
            if (compared.Any(row => row.Chosen))
            {
                text.AppendLine("### One class cost per sparsity, chosen on validation\n");
                text.AppendLine("Of methods that differ in class cost alone (costs other than 1): that with the fewest validation FN at 5 % FPR. The intervals do not hold the noise of this choice.\n");
                Equal(text, compared, rows.Where(row => row.Chosen));
            }
            foreach (var picture in pictures) text.AppendLine(CultureInfo.InvariantCulture, $"![{picture}]({picture}.svg)\n");
            text.AppendLine("### Other thresholds\n");
            text.AppendLine("The oracle takes its threshold from test itself: it shows the order of the scores alone, and nobody could choose it.\n");
            foreach (var metric in Metric.All.Where(metric => metric.Quantity == "fn" && metric != Metric.FnAtFpr5)) Other(text, compared, metric);
            text.AppendLine("### Order of the scores\n");
            foreach (var metric in Ranking) Order(text, compared, metric);
        }
        if (report.Fronts.Count > 0) Fronts(text, report.Fronts);
    }

    private static string KindOf(Method method) => $"{Search.Specs.KindNames.Name(method.Search.Spec.Prune.Criterion)}{(method.Search.IsOneShot ? ", one shot" : "")}";

    private static void Equal(StringBuilder text, IReadOnlyList<ReportRow> all, IEnumerable<ReportRow> rows) =>
        Table(text, "weights left|method|class cost|FN|baseline's FN|difference|reduction|FPR|baseline's FPR|AUC difference", Sorted(rows).Select(row =>
        {
            var (fpr, auc) = (Same(all, row, row.Metric.Rule, "fpr"), Same(all, row, "", "auc"));
            return new[]
            {
                Share(row.WeightsLeft), Name(row), Number(row.Ticket.ClassCost), Number(row.Mean.Value), Number(row.AgainstMean.Value), Difference(row.Comparison!.Value.Difference, "0.0"),
                Reduction(row.Comparison.Value.Reduction), Share(fpr.Mean.Value), Share(fpr.AgainstMean.Value), Difference(auc.Comparison!.Value.Difference, "0.0000"),
            };
        }));

    private static void Other(StringBuilder text, IReadOnlyList<ReportRow> all, Metric metric)
    {
        var rows = Sorted(all.Where(row => row.Metric == metric)).ToArray();
        if (rows.Length == 0) return;
        var oracle = metric.Of.Rule.Kind == RuleKind.TestFpr;
        text.AppendLine(CultureInfo.InvariantCulture, $"**{metric.Rule}**\n");
        Table(text, $"weights left|method|FN|baseline's FN|difference|reduction{(oracle ? "" : "|FPR|baseline's FPR")}", rows.Select(row =>
        {
            string[] cells = [Share(row.WeightsLeft), Name(row), Number(row.Mean.Value), Number(row.AgainstMean.Value), Difference(row.Comparison!.Value.Difference, "0.0"), Reduction(row.Comparison.Value.Reduction)];
            if (oracle) return cells;
            var fpr = Same(all, row, metric.Rule, "fpr");
            return [.. cells, Share(fpr.Mean.Value), Share(fpr.AgainstMean.Value)];
        }));
    }

    private static void Order(StringBuilder text, IReadOnlyList<ReportRow> all, Metric metric)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"**{(metric == Metric.Auc ? "AUC" : "Partial AUC (FPR at most 10 %, divided by 0.1)")}**\n");
        Table(text, "weights left|method|mean|baseline's mean|difference", Sorted(all.Where(row => row.Metric == metric)).Select(row =>
            new[] { Share(row.WeightsLeft), Name(row), Interval(row.Mean, "0.0000"), Interval(row.AgainstMean, "0.0000"), Difference(row.Comparison!.Value.Difference, "0.0000") }));
    }

    private static void Fronts(StringBuilder text, IReadOnlyList<FrontRow> fronts)
    {
        text.AppendLine("### Front against chain\n");
        text.AppendLine("At each sparsity of the baseline chain: its ticket, or the best of the fixed chains that differ in class cost alone, beside the best that a searched tree had found with as many training epochs (or with all of its own), no less sparse. All are chosen by validation FN at 5 % FPR; FN and differences are of test, at the threshold with 5 % FPR on validation.\n");
        Table(text, "weights left|against|its epochs|its FN|search|epochs|found: weights left|FN|difference|reduction|AUC difference", fronts.Select(string[] (front) =>
        {
            string[] chain = [Share(front.Ticket.WeightsLeft), $"{front.Against}: {front.Chain.Name}", Count(front.ChainEpochs), Number(front.Ticket.Candidate.Test!.Runs.Average(run => (double)run.AtFpr5.FalseNegatives))], search = [front.Search.Label, Count(front.SearchEpochs) + (front.WholeSearch ? " (all)" : "")];
            if (front.Found is null) return [.. chain, .. search, "none as sparse", "", "", "", ""];
            if (front.Rows is not [var fn, _, var auc]) return [.. chain, .. search, Share(front.Found.Weights / front.Ticket.Total), "no scores (report: all)", "", "", ""];
            return [.. chain, .. search, Share(front.Found.Weights / front.Ticket.Total), Number(fn.Mean.Value), Difference(fn.Comparison!.Value.Difference, "0.0"), Reduction(fn.Comparison.Value.Reduction), Difference(auc.Comparison!.Value.Difference, "0.0000")];
        }));
    }

    /// <summary>With marks: * for the cost chosen on validation, † for a ticket that a search would not take.</summary>
    private static string Name(ReportRow row) => row.Method + (row.Chosen ? " *" : "") + (row.Ticket.Candidate.Eligible ? "" : " †");

    private static IEnumerable<ReportRow> Sorted(IEnumerable<ReportRow> rows) => rows.OrderByDescending(row => row.Against!.WeightsLeft).ThenBy(row => row.Baseline, StringComparer.Ordinal).ThenBy(row => row.Ticket.ClassCost).ThenBy(row => row.Method, StringComparer.Ordinal);

    private static ReportRow Same(IReadOnlyList<ReportRow> all, ReportRow row, string rule, string quantity) =>
        all.First(other => other.Ticket == row.Ticket && other.Method == row.Method && other.Metric.Rule == rule && other.Metric.Quantity == quantity);

    private static void Table(StringBuilder text, string head, IEnumerable<string[]> rows)
    {
        var names = head.Split('|');
        text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", names)} |").AppendLine(CultureInfo.InvariantCulture, $"|{string.Concat(Enumerable.Repeat("---|", names.Length))}");
        foreach (var row in rows) text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Cell))} |");
        text.AppendLine();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Share(double value) => Words.Percent(value);

    private static string Interval(Estimate e, string format) => string.Create(CultureInfo.InvariantCulture, $"{e.Value.ToString(format, CultureInfo.InvariantCulture)} [{e.Low.ToString(format, CultureInfo.InvariantCulture)}, {e.High.ToString(format, CultureInfo.InvariantCulture)}]");

    private static string Difference(Estimate e, string format) => Bold(e, Interval(e, "+" + format + ";-" + format + ";" + format));

    private static string Reduction(Estimate e)
    {
        static string Percent(double share) => double.IsInfinity(share) ? "unbounded" : (Math.Round(share * 100) + 0.0).ToString("0", CultureInfo.InvariantCulture);
        return e.IsDefined ? Bold(e, $"{Percent(e.Value)} % [{Percent(e.Low)}, {Percent(e.High)}]") : "";
    }

    private static string Bold(Estimate e, string text) => e.ClearOfZero ? $"**{text}**" : text;
}
