using ScottPlot;

namespace ActorSearch.Coordinator.Results;

/// <summary>One candidate in the picture.</summary>
/// <param name="Density">Share of the weights left, in (0, 1].</param>
/// <param name="FalseNegatives">Mean FN on validation.</param>
/// <param name="Auc">Mean AUC on validation.</param>
internal sealed record PlotPoint(double Density, double FalseNegatives, double Auc, bool OnFront, bool IsRoot);

/// <summary>Draws `front.png`: FN and AUC against the weights left, every candidate and the front.</summary>
internal static class FrontPlot
{
    private static readonly Color Grey = Color.FromHex("#B8BEC6");
    private static readonly Color Ink = Color.FromHex("#1F2933");
    private static readonly Color RootColour = Color.FromHex("#D1495B");

    /// <param name="title">First line above the panels.</param>
    /// <param name="subtitle">Second line: counts, operating point.</param>
    /// <param name="positives">Positives on validation, for the axis label.</param>
    public static byte[] Png(string title, string subtitle, int positives, IReadOnlyList<PlotPoint> points, int width = 1500, int height = 720)
    {
        PlotFonts.Register();
        var multiplot = new Multiplot();
        multiplot.AddPlots(2);
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Columns();
        var front = points.Where(p => p.OnFront).OrderByDescending(p => p.Density).ToList();
        var colours = AucColours(front);

        var misses = multiplot.GetPlot(0);
        Draw(misses, points, front, p => p.FalseNegatives, lowest: true, colours);
        misses.Title($"{title}\n{subtitle}", 15);
        misses.YLabel($"missed positives (FN of {positives}, validation)", 14);
        // Room above for the legend.
        misses.Axes.SetLimitsY(-0.04 * Top(points), 1.25 * Top(points));

        var auc = multiplot.GetPlot(1);
        Draw(auc, points, front, p => p.Auc, lowest: false, colours);
        auc.Title("AUC of the same candidates\n ", 15);
        auc.YLabel("AUC (validation)", 14);
        var low = points.Count == 0 ? 0.5 : Math.Max(0.45, points.Min(p => p.Auc));
        auc.Axes.SetLimitsY(low - 0.03 * (1 - low), 1 + 0.03 * (1 - low));
        if (front.Count > 0)
        {
            var bar = auc.Add.ColorBar(new AucScale(front.Min(p => p.Auc), front.Max(p => p.Auc)), Edge.Right);
            bar.Label = "AUC of front members";
            bar.LabelStyle.FontSize = 13;
        }
        using var image = multiplot.Render(width, height);
        return image.GetImageBytes(ImageFormat.Png);
    }

    private static double Top(IReadOnlyList<PlotPoint> points) => points.Count == 0 ? 1 : Math.Max(1, points.Max(p => p.FalseNegatives));

    private static void Draw(Plot plot, IReadOnlyList<PlotPoint> points, List<PlotPoint> front, Func<PlotPoint, double> y, bool lowest, Func<PlotPoint, Color> colour)
    {
        foreach (var style in new[] { plot.Axes.Bottom.Label, plot.Axes.Left.Label }) style.FontSize = 14;
        var rest = points.Where(p => !p.OnFront && !p.IsRoot).ToList();
        if (rest.Count > 0)
        {
            var cloud = plot.Add.ScatterPoints(rest.Select(X).ToArray(), rest.Select(y).ToArray());
            cloud.MarkerStyle = new MarkerStyle(MarkerShape.FilledCircle, 7, Grey.WithAlpha(0.75));
            cloud.LegendText = $"dominated ({rest.Count})";
        }
        if (front.Count > 1)
        {
            var (xs, ys) = Best(front, y, lowest);
            var line = plot.Add.ScatterLine(xs, ys, Ink.WithAlpha(0.45));
            line.LineWidth = 1.5f;
            line.LegendText = "best with at most as many weights";
        }
        foreach (var point in front)
        {
            var marker = plot.Add.Marker(X(point), y(point), MarkerShape.FilledCircle, 12, colour(point));
            marker.MarkerStyle.OutlineColor = Ink;
            marker.MarkerStyle.OutlineWidth = 1;
            if (point == front[0]) marker.LegendText = $"front ({front.Count})";
        }
        foreach (var root in points.Where(p => p.IsRoot))
        {
            var marker = plot.Add.Marker(X(root), y(root), MarkerShape.OpenDiamond, 18, RootColour);
            marker.MarkerStyle.LineWidth = 2.5f;
            marker.LegendText = "dense network";
            plot.Add.HorizontalLine(y(root), 1, RootColour.WithAlpha(0.5), LinePattern.Dashed);
        }
        WeightsAxis(plot, points);
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.06);
        var legend = plot.ShowLegend(lowest ? Alignment.UpperLeft : Alignment.LowerLeft);
        legend.FontSize = 13;
        legend.BackgroundColor = Colors.White.WithAlpha(0.85);
    }

    /// <summary>The staircase of the best value among the members with at most so many weights, from the densest on.</summary>
    private static (double[] Xs, double[] Ys) Best(List<PlotPoint> front, Func<PlotPoint, double> y, bool lowest)
    {
        var (xs, ys) = (new List<double>(), new List<double>());
        double? best = null;
        foreach (var point in Enumerable.Reverse(front))
        {
            if (best is { } value && (lowest ? y(point) >= value : y(point) <= value)) continue;
            if (best is { } previous)
            {
                xs.Add(X(point));
                ys.Add(previous);
            }
            xs.Add(X(point));
            ys.Add(y(point));
            best = y(point);
        }
        xs.Add(X(front[0]));
        ys.Add(best!.Value);
        return ([.. xs], [.. ys]);
    }

    /// <summary>Position on the axis: powers of two pruned away, so that each halving of the network is one step to the right.</summary>
    private static double X(PlotPoint point) => -Math.Log2(point.Density);

    private static void WeightsAxis(Plot plot, IReadOnlyList<PlotPoint> points)
    {
        var end = points.Count == 0 ? 7 : Math.Max(1, points.Max(X));
        double[] shares = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001, 0.00001];
        var ticks = shares.Where(share => -Math.Log2(share) <= end + 0.2).ToArray();
        plot.Axes.Bottom.SetTicks([.. ticks.Select(share => -Math.Log2(share))], [.. ticks.Select(share => $"{share * 100:0.####} %")]);
        plot.Axes.SetLimitsX(-0.04 * end, 1.04 * end);
        plot.XLabel("weights left (each halving is one step)", 14);
    }

    private static Func<PlotPoint, Color> AucColours(List<PlotPoint> front)
    {
        if (front.Count == 0) return _ => Ink;
        var scale = new AucScale(front.Min(p => p.Auc), front.Max(p => p.Auc));
        return point => scale.Colour(point.Auc);
    }

    /// <summary>Viridis between the lowest and the highest AUC of the front.</summary>
    private sealed class AucScale(double low, double high) : IHasColorAxis
    {
        public IColormap Colormap { get; } = new ScottPlot.Colormaps.Viridis();
        public ScottPlot.Range GetRange() => new(low, high > low ? high : low + 1e-6);
        public Color Colour(double auc) => Colormap.GetColor(GetRange().Normalize(auc, true));
    }
}
