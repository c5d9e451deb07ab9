using ActorSearch.Search.Figures;
using ScottPlot;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>
/// Metrics against sparsity for each class cost: FN where the search counts, and at a false-positive rate of 5 %, because a class cost may do no more than
/// move the threshold.
/// </summary>
internal static class CostFigure
{
    /// <param name="metrics">A panel each; empty = FN at both.</param>
    public static Figure Of(PlotData data, Split split, params IReadOnlyList<MetricColumn> metrics)
    {
        if (metrics.Count == 0) metrics = Measure.IsAtFpr5(data) ? [MetricColumn.Fn] : [MetricColumn.Fn, MetricColumn.FnAtFpr5];
        return new([.. metrics.Select(column => PanelOf(new Measure(column, data, split)))]);
    }

    private static Panel PanelOf(Measure measure)
    {
        // Validation chooses the best of each sparsity, on test, too.
        var (by, isTest) = (measure with { Split = Split.Validation }, measure.Split == Split.Test);
        var shown = Parts.Shown(measure.Data, measure);
        var x = Parts.WeightsLeft(shown);
        var root = shown.FirstOrDefault(row => row.Level == 0);
        var groups = shown.Where(row => row.Level > 0).GroupBy(row => row.ClassCost!.Value).OrderBy(group => group.Key)
            .Select(group => (Cost: group.Key, Rows: group.ToArray(), Best: Parts.Best(group, by))).ToArray();
        var y = Parts.Vertical(measure, groups.SelectMany(group => group.Best).Concat(root is null ? [] : [root]), shown);
        var (under, over) = (new List<Series>(), new List<Series>());
        for (var i = 0; i < groups.Length; i++)
        {
            var (color, shape, dash) = Palette.Group(i);
            var (cost, rows, best) = groups[i];
            // Later ones are thinner, so that where two lie upon each other both are seen.
            var nested = 0.7 + 1.0 * (groups.Length - 1 - i) / Math.Max(1, groups.Length - 1);
            Mark[] marks = [.. best.Select(row => Parts.At(row, measure))];
            under.Add(new(null, new Look(color, shape, 3, Opacity: 0.35), [.. rows.Except(best).Select(row => Parts.Point(row, measure))]));
            under.Add(new(null, new Look(color, Line: nested, Dash: dash), isTest ? marks : Parts.Stairs(best, measure, rows.Min(Parts.X))));
            over.Add(new($"class cost {cost:0.###} ({rows.Length})", new Look(color, shape, 3.5 + 1.5 * nested), marks));
        }
        return new(x, y,
        [
            .. under, .. over, Parts.Beyond(shown.Where(row => row.Level > 0), measure, y), .. Parts.Dense(root, measure, x),
            Parts.Note(isTest ? "lines: those best on validation" : "lines: best with at most so many weights"),
            Parts.Note(measure.Note),
        ]);
    }
}
