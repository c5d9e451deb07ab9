using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>The front: metrics (FN and AUC) against the weights left, every candidate, and the AUC of the front's members as their colour.</summary>
internal static class FrontFigure
{
    /// <param name="metrics">A panel each; empty = FN and AUC.</param>
    public static Figure Of(PlotData data, Split split, string? title, params IReadOnlyList<MetricColumn> metrics)
    {
        if (metrics.Count == 0) metrics = [MetricColumn.Fn, MetricColumn.Auc];
        var auc = Measure.Of(MetricColumn.Auc, data, split);
        Measure[] measures = [.. metrics.Select(column => Measure.Of(column, data, split))];
        var shown = data.Rows.Where(row => measures.All(measure => measure.Value(row) is not null) && (row.State == "done" || row.Level == 0)).ToArray();
        var front = shown.Where(row => row.OnFront).OrderBy(row => row.Sparsity).ToArray();
        var bar = front.Length == 0 ? null : Bar(auc, front);
        return new(title, [.. measures.Select(measure => PanelOf(data, measure, split, shown, front, bar, auc))], bar);
    }

    private static Panel PanelOf(PlotData data, Measure measure, Split split, CandidateRow[] shown, CandidateRow[] front, ColourBar? bar, Measure shade)
    {
        var x = Axes.WeightsLeft(shown.Length == 0 ? 0.01 : shown.Min(row => 1 - row.Sparsity!.Value));
        var root = shown.FirstOrDefault(row => row.Level == 0);
        var rest = shown.Where(row => row is { OnFront: false, Level: > 0 }).ToArray();
        var y = Parts.Vertical(measure, root is null || root.OnFront ? front : [root, .. front], rest);
        var series = new List<Series>
        {
            new(Words($"dominated ({rest.Length})"), new Look(Palette.Grey, Shape.Circle, 3.5, Opacity: 0.7),
                [.. rest.Select(row => new Mark(Parts.X(row), measure.Value(row)!.Value))]),
            Parts.Beyond(rest, measure, y),
        };
        if (front.Length > 0)
        {
            // On test that would be a choice by test.
            if (split == Split.Validation)
                series.Add(new("best with at most so many weights", new Look(Palette.Ink, Line: 0.8, Opacity: 0.6),
                    Parts.Stairs(Parts.Best(front, measure), measure, Parts.X(front[0]))));
            var name = Words($"front ({front.Length}{(split == Split.Test ? ", chosen on validation" : "")})");
            series.Add(new(name, new Look(Palette.Ink, Shape.Circle, 5.5, Outline: true),
                [.. front.Select(row => Parts.At(row, measure, Shade(bar!, shade.Value(row)!.Value)))]));
        }
        if (root is not null) series.AddRange(Parts.Dense(root, measure, x));
        series.Add(Parts.Note(Measure.Note(data, split)));
        return new(x, y, series);
    }

    private static ColourBar Bar(Measure auc, CandidateRow[] front)
    {
        var (low, high) = (front.Min(row => auc.Value(row)!.Value), front.Max(row => auc.Value(row)!.Value));
        if (high - low < 1e-6) high = low + 1e-6;
        return new("AUC of the front's members", low, high, Axes.Round(low, high));
    }

    private static double Shade(ColourBar bar, double value) => (value - bar.Low) / (bar.High - bar.Low);

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
