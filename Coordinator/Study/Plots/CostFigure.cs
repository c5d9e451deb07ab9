using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>
/// Metrics against sparsity for each class cost: FN where the search counts, and at a false-positive rate of 5 %, because a class cost may do no more than
/// move the threshold.
/// </summary>
internal static class CostFigure
{
    /// <param name="metrics">A panel each; empty = FN at both.</param>
    public static Figure Of(PlotData data, Split split, string? title, params IReadOnlyList<MetricColumn> metrics)
    {
        if (metrics.Count == 0) metrics = Measure.IsAtFpr5(data) ? [MetricColumn.Fn] : [MetricColumn.Fn, MetricColumn.FnAtFpr5];
        return new(title, [.. metrics.Select(column =>
            PanelOf(data, Measure.Of(column, data, split), Measure.Of(column, data, Split.Validation), split))]);
    }

    /// <param name="by">What chooses the best of each sparsity: validation, whatever is shown.</param>
    private static Panel PanelOf(PlotData data, Measure measure, Measure by, Split split)
    {
        var shown = data.Rows.Where(row => measure.Value(row) is not null && (row.State == "done" || row.Level == 0)).ToArray();
        var x = Axes.WeightsLeft(shown.Length == 0 ? 0.01 : shown.Min(row => 1 - row.Sparsity!.Value));
        var root = shown.FirstOrDefault(row => row.Level == 0);
        var groups = shown.Where(row => row.Level > 0).GroupBy(row => row.ClassCost!.Value).OrderBy(group => group.Key)
            .Select(group => (Cost: group.Key, Rows: group.ToArray(), Best: Parts.Best(group, by))).ToArray();
        var y = Parts.Vertical(measure, groups.SelectMany(group => group.Best).Concat(root is null ? [] : [root]), shown);
        var series = new List<Series>();
        for (var i = 0; i < groups.Length; i++)
        {
            var (colour, shape, dash) = Palette.Group(i);
            var (_, rows, best) = groups[i];
            series.Add(new(null, new Look(colour, shape, 3, Opacity: 0.35),
                [.. rows.Except(best).Select(row => new Mark(Parts.X(row), measure.Value(row)!.Value))]));
            series.Add(new(null, new Look(colour, Line: Nested(i, groups.Length), Dash: dash),
                split == Split.Test ? [.. best.Select(row => Parts.At(row, measure))] : Parts.Stairs(best, measure, rows.Min(Parts.X))));
        }
        for (var i = 0; i < groups.Length; i++)
        {
            var (colour, shape, _) = Palette.Group(i);
            var name = string.Create(CultureInfo.InvariantCulture, $"class cost {groups[i].Cost:0.###} ({groups[i].Rows.Length})");
            series.Add(new(name, new Look(colour, shape, 3.5 + 1.5 * Nested(i, groups.Length)), [.. groups[i].Best.Select(row => Parts.At(row, measure))]));
        }
        series.Add(Parts.Beyond(shown.Where(row => row.Level > 0), measure, y));
        if (root is not null) series.AddRange(Parts.Dense(root, measure, x));
        series.Add(Parts.Note(split == Split.Test ? "lines: those best on validation" : "lines: best with at most so many weights"));
        series.Add(Parts.Note(Measure.Note(data, split)));
        return new(x, y, series);
    }

    /// <summary>Later ones are thinner, so that where two lie upon each other both are seen.</summary>
    private static double Nested(int number, int of) => 0.7 + 1.0 * (of - 1 - number) / Math.Max(1, of - 1);
}
