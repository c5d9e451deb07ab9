using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.Search.Statistics;
using LinePattern = ScottPlot.LinePattern;

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
            yield return ($"{file}-fn", new([Values(report, [baseline, .. methods], ReportFigure.FnAtFpr5, fn)]));
            yield return ($"{file}-auc", new([Values(report, [baseline, .. methods], ReportFigure.Auc, "test AUC")]));
            var auc = Differences(report, methods, ReportFigure.Auc);
            yield return ($"{file}-difference", new(
                [Differences(report, methods, ReportFigure.FnAtFpr5), auc with { Series = [.. auc.Series.SkipLast(1)] }]));
        }
    }

    private static Panel Values(SectionReport report, IReadOnlyList<Method> methods, ReportFigure figure, string label)
    {
        var rows = Rows(report, methods, figure).ToArray();
        var (least, most) = figure == ReportFigure.Auc ? (double.NegativeInfinity, 1.0) : (0.0, double.PositiveInfinity);
        var y = Axes.Linear(label, rows.Min(row => row.Mean.Low), rows.Max(row => row.Mean.High), least: least, most: most);
        return PanelOf(report, rows, methods, figure, y, row => row.Mean, offset: 0);
    }

    private static Panel Differences(SectionReport report, IReadOnlyList<Method> methods, ReportFigure figure)
    {
        static Estimate Of(ReportRow row) => row.Comparison!.Value.Difference;
        var rows = Rows(report, methods, figure).Where(row => row.Comparison is not null).ToArray();
        var title = figure.Of.Metric.Title;
        var y = Axes.Linear($"{title} less baseline's {title}", Math.Min(0, rows.Min(row => Of(row).Low)), Math.Max(0, rows.Max(row => Of(row).High)));
        return PanelOf(report, rows, methods, figure, y, Of, offset: 1);
    }

    private static IEnumerable<ReportRow> Rows(SectionReport report, IReadOnlyList<Method> methods, ReportFigure figure) =>
        report.Rows.Where(row => row.Figure == figure && methods.Any(method => method.Name == row.Method));

    /// <summary>A note on the thresholds and the bars is the last series.</summary>
    /// <param name="offset">Number of the first method's colour: the baseline has the first, and where it is not shown a line at 0 stands for it.</param>
    private static Panel PanelOf(
        SectionReport report, ReportRow[] rows, IReadOnlyList<Method> methods, ReportFigure figure, Axis y, Func<ReportRow, Estimate> of, int offset)
    {
        var x = Axes.WeightsLeft(rows.Min(row => row.WeightsLeft));
        var series = new List<Series>();
        if (offset > 0) series.Add(new("as the baseline", new Look(Palette.Ink, Line: 0.8, Dash: LinePattern.Dashed), [new(x.Low, 0), new(x.High, 0)]));
        for (var i = 0; i < methods.Count; i++)
        {
            var (color, shape, dash) = Palette.Group(i + offset);
            var aside = Aside * (i - (methods.Count - 1) / 2.0);
            Mark[] marks = [.. rows.Where(row => row.Method == methods[i].Name).OrderByDescending(row => row.WeightsLeft)
                .Select(row => new Mark(Axes.OfShare(row.WeightsLeft) + aside, of(row).Value, of(row).Low, of(row).High))];
            series.Add(new(methods[i].Name, new Look(color, shape, 4.5, Line: 0.9, Dash: dash), marks));
        }
        series.Add(Parts.Note((figure == ReportFigure.FnAtFpr5 ? "threshold: 5 % FPR on validation; " : "")
            + (report.Rows.All(row => row.Replicates == 1) ? "bars: 95 % over samples" : "bars: 95 % over seeds and samples")));
        return new(x, y, series);
    }

    private static string Slug(string name) =>
        string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
}
