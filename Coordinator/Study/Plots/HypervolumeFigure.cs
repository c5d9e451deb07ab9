using ActorSearch.Search.Objectives;
using ScottPlot;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>What the horizontal axis counts.</summary>
internal enum Over { Epochs, Candidates }

/// <summary>The front's hypervolume over what was trained for it, in the order proposed, which does not depend on trainers and time.</summary>
internal static class HypervolumeFigure
{
    public static Figure Of(PlotData data, Over over)
    {
        var (points, ends, total) = Curve(data, over);
        var x = Axes.Linear(over == Over.Epochs ? "epochs trained" : "candidates trained", 0, Math.Max(1, total), whole: true, least: 0, most: total);
        var y = Axes.Linear("hypervolume", 0, points.Count == 0 ? 0.5 : points.Max(p => p.Y), least: 0);
        List<Mark> corners = [new(0, 0)];
        foreach (var point in points)
        {
            corners.Add(new(point.X, corners[^1].Y));
            corners.Add(point);
        }
        corners.Add(new(total, corners[^1].Y));
        var (color, shape, _) = Palette.Group(0);
        var gray = new Look(Palette.Gray, Line: 0.6, Dash: LinePattern.Dotted);
        return new([new(x, y,
        [
            .. ends.Select((end, level) => new Series(level == 0 ? "end of a level" : null, gray, [new(end, y.Low), new(end, y.High)])),
            new("dense network alone", new Look(Palette.Dense, Line: 0.8, Dash: LinePattern.Dashed), [new(x.Low, 0), new(x.High, 0)]),
            new("hypervolume", new Look(color, Line: 1.2), corners),
            new("candidate that raises it", new Look(color, shape, 3), points),
            Parts.Note("of (FN rate, sparsity, AUC) from (1, 0, 0.5), validation split"),
        ])]);
    }

    /// <summary>A point for each candidate that raises it; where each level but the last ends; and what was trained in all.</summary>
    public static (IReadOnlyList<Mark> Points, IReadOnlyList<double> LevelEnds, double Total) Curve(PlotData data, Over over)
    {
        var positives = data.Root.Validation?["positives"].Mean ?? 1;
        var (points, ends, front) = (new List<Mark>(), new List<double>(), new List<double[]>());
        var (trained, level, volume) = (0.0, 0, 0.0);
        foreach (var row in data.Rows)
        {
            if (row.Epochs is not { } epochs) continue;
            if (row.Level > level) ends.Add(trained);
            level = row.Level;
            trained += over == Over.Epochs ? epochs : 1;
            if (row is not { State: "done", Fn: { } fn, Sparsity: { } sparsity, Auc: { } auc }) continue;
            double[] point = [.. Objective.Default.Zip([fn / positives, sparsity, auc], (objective, share) => objective.Gain(share))];
            if (front.Exists(other => Covers(other, point))) continue;
            front.RemoveAll(other => Covers(point, other));
            front.Add(point);
            var now = Hypervolume.Of(front);
            if (now > volume) points.Add(new(trained, volume = now));
        }
        return (points, ends, trained);

        static bool Covers(double[] one, double[] other) => one.Zip(other, (a, b) => a >= b).All(more => more);
    }
}
