using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Search.Figures;
using ScottPlot;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>The front: metrics (FN and AUC) against the weights left, every candidate, and the AUC of the front's members as their colour.</summary>
internal static class FrontFigure
{
    /// <param name="metrics">A panel each; empty = FN and AUC.</param>
    public static Figure Of(PlotData data, Split split, params IReadOnlyList<MetricColumn> metrics)
    {
        if (metrics.Count == 0) metrics = [MetricColumn.Fn, MetricColumn.Auc];
        var auc = new Measure(MetricColumn.Auc, data, split);
        Measure[] measures = [.. metrics.Select(column => new Measure(column, data, split))];
        var shown = Parts.Shown(data, measures);
        var front = shown.Where(row => row.OnFront).OrderBy(row => row.Sparsity).ToArray();
        double[] aucs = [.. front.Select(row => auc.Value(row)!.Value)];
        var bar = front.Length == 0 ? null : new ColorBar("AUC of the front's members", aucs.Min(), Math.Max(aucs.Max(), aucs.Min() + 1e-6));
        double[] shades = [.. aucs.Select(value => (value - bar!.Low) / (bar.High - bar.Low))];
        return new([.. measures.Select(measure => PanelOf(measure, shown, front, shades))], bar);
    }

    private static Panel PanelOf(Measure measure, CandidateRow[] shown, CandidateRow[] front, double[] shades)
    {
        var x = Parts.WeightsLeft(shown);
        var root = shown.FirstOrDefault(row => row.Level == 0);
        var rest = shown.Where(row => row is { OnFront: false, Level: > 0 }).ToArray();
        var y = Parts.Vertical(measure, root is null || root.OnFront ? front : [root, .. front], rest);
        List<Series> series =
        [
            new($"dominated ({rest.Length})", new Look(Palette.Gray, MarkerShape.FilledCircle, 3.5, Opacity: 0.7),
                [.. rest.Select(row => Parts.Point(row, measure))]),
            Parts.Beyond(rest, measure, y),
        ];
        if (front.Length > 0)
        {
            // On test that would be a choice by test.
            if (measure.Split == Split.Validation)
                series.Add(new("best with at most so many weights", new Look(Palette.Ink, Line: 0.8, Opacity: 0.6),
                    Parts.Stairs(Parts.Best(front, measure), measure, Parts.X(front[0]))));
            series.Add(new($"front ({front.Length}{(measure.Split == Split.Test ? ", chosen on validation" : "")})",
                new Look(Palette.Ink, MarkerShape.FilledCircle, 5.5, Outline: true),
                [.. front.Select((row, i) => Parts.At(row, measure) with { Shade = shades[i] })]));
        }
        return new(x, y, [.. series, .. Parts.Dense(root, measure, x), Parts.Note(measure.Note)]);
    }
}
