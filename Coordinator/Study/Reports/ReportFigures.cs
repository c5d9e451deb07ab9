using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>The pictures of a section: for each baseline its own figures and those of what is compared with it, against the weights left.</summary>
internal static class ReportFigures
{
    /// <summary>Of one mark to the next one's at the same sparsity, in halvings, so that intervals stand beside each other.</summary>
    private const double Aside = 0.07;

    /// <summary>Name of the file, without its ending, and the figure.</summary>
    public static IEnumerable<(string Name, Figure Figure)> Of(SectionReport report)
    {
        var baselines = report.Section.Baselines.Values.Distinct().ToArray();
        foreach (var baseline in baselines)
        {
            var methods = report.Section.Methods.Where(method => report.Section.Baselines.GetValueOrDefault(method) == baseline).ToArray();
            var file = Slug(baselines.Length == 1 ? report.Section.Name : $"{report.Section.Name}-{baseline.Name}");
            var fn = $"test FN of {report.Samples.Test.Count(label => label == 1)}";
            yield return ($"{file}-fn", Values(report, [baseline, .. methods], ReportFigure.FnAtFpr5, fn, 0, double.PositiveInfinity));
            yield return ($"{file}-auc", Values(report, [baseline, .. methods], ReportFigure.Auc, "test AUC", double.NegativeInfinity, 1));
            yield return ($"{file}-difference", Differences(report, methods));
        }
    }

    private static Figure Values(SectionReport report, IReadOnlyList<Method> methods, ReportFigure figure, string label, double least, double most)
    {
        var rows = Rows(report, methods, figure).ToArray();
        var y = Axes.Linear(label, rows.Min(row => row.Mean.Low), rows.Max(row => row.Mean.High), least: least, most: most);
        return new(null, [PanelOf(rows, methods, y, row => row.Mean, offset: 0, [Note(report, figure)])]);
    }

    private static Figure Differences(SectionReport report, IReadOnlyList<Method> methods)
    {
        Panel Panel(ReportFigure figure, params Series[] notes)
        {
            var rows = Rows(report, methods, figure).Where(row => row.Comparison is not null).ToArray();
            var ends = rows.Select(row => row.Comparison!.Value.Difference).ToArray();
            var title = figure.Of.Metric.Title;
            var y = Axes.Linear($"{title} less baseline's {title}", Math.Min(0, ends.Min(end => end.Low)), Math.Max(0, ends.Max(end => end.High)));
            return PanelOf(rows, methods, y, row => row.Comparison!.Value.Difference, offset: 1, notes, zero: true);
        }
        return new(null, [Panel(ReportFigure.FnAtFpr5, Note(report, ReportFigure.FnAtFpr5)), Panel(ReportFigure.Auc)]);
    }

    private static IEnumerable<ReportRow> Rows(SectionReport report, IReadOnlyList<Method> methods, ReportFigure figure) =>
        report.Rows.Where(row => row.Figure == figure && methods.Any(method => method.Name == row.Method));

    private static Series Note(SectionReport report, ReportFigure figure) => Parts.Note(
        (figure == ReportFigure.FnAtFpr5 ? "threshold: 5 % FPR on validation; " : "")
        + (report.Rows.All(row => row.Replicates == 1) ? "bars: 95 % over samples" : "bars: 95 % over seeds and samples"));

    /// <param name="offset">Number of the first method's colour: the baseline has the first.</param>
    private static Panel PanelOf(
        ReportRow[] rows, IReadOnlyList<Method> methods, Axis y, Func<ReportRow, Estimate> of, int offset, IReadOnlyList<Series> notes, bool zero = false)
    {
        var x = Axes.WeightsLeft(rows.Min(row => row.WeightsLeft));
        var series = new List<Series>();
        if (zero) series.Add(new("as the baseline", new Look(Palette.Ink, Line: 0.8, Dash: Dash.Dashed), [new(x.Low, 0), new(x.High, 0)]));
        for (var i = 0; i < methods.Count; i++)
        {
            var (colour, shape, dash) = Palette.Group(i + offset);
            Mark[] marks = [.. rows.Where(row => row.Method == methods[i].Name).OrderByDescending(row => row.WeightsLeft)
                .Select(row => new Mark(Axes.OfShare(row.WeightsLeft) + Aside * (i - (methods.Count - 1) / 2.0), of(row).Value, of(row).Low, of(row).High))];
            series.Add(new(methods[i].Name, new Look(colour, shape, 4.5, Line: 0.9, Dash: dash), marks));
        }
        return new(x, y, [.. series, .. notes]);
    }

    private static string Slug(string name) =>
        string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
}
