using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>Which two of the three objectives, or all.</summary>
internal enum Projection { FnSparsity, AucSparsity, FnAuc, Space }

/// <summary>
/// The front among the other candidates: the front's members coloured by AUC, one grey point for every neighbourhood of the others, the dense network as a diamond with lines
/// at its level. To the right are fewer weights.
/// </summary>
internal static class FrontFigure
{
    private const string Left = "weights left, %", Fn = "missed positives (FN)", Auc = "AUC";

    public static Figure Of(PointsDocument points, Projection projection, string link)
    {
        var total = (double)(points.Weights ?? 1);
        var traces = new List<object> { Cloud(points, projection, total) };
        if (Best(points, projection, total) is { } best) traces.Add(best);
        traces.Add(Front(points, projection, total));
        if (points.Root is { } root) traces.Add(Dense(root, points, projection, total));
        return Figure.Of(projection == Projection.Space ? Figure.Space : Figure.Plane, Layout(points, projection), link, traces);
    }

    private static object Layout(PointsDocument points, Projection projection)
    {
        var sparsity = new { title = Left, type = "log", autorange = "reversed", tickvals = Ticks, ticktext = Ticks.Select(tick => tick.ToString("0.####", CultureInfo.InvariantCulture)).ToArray() };
        var missed = new { title = points.Positives is { } positives ? $"{Fn} of {positives}" : Fn, rangemode = "tozero" };
        var auc = new { title = Auc };
        var legend = new { orientation = "h", y = 1.02, yanchor = "bottom", x = 0 };
        if (projection == Projection.Space)
            return new { uirevision = "space", showlegend = true, legend, scene = new { xaxis = sparsity, yaxis = new { title = "FN", rangemode = "tozero" }, zaxis = auc, camera = new { eye = new { x = 1.6, y = 1.75, z = 0.9 } }, aspectmode = "cube" } };
        var (x, y) = projection switch { Projection.FnSparsity => ((object)sparsity, (object)missed), Projection.AucSparsity => (sparsity, auc), _ => (auc, missed) };
        return new { uirevision = projection.ToString(), showlegend = true, legend, xaxis = x, yaxis = y, shapes = points.Root is { } root ? Baseline(root, projection) : [] };
    }

    private static readonly double[] Ticks = [100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

    /// <param name="Size">Of all, or of each.</param>
    /// <param name="Notes">A line of each, for who points at it.</param>
    private sealed record Style(string Name, object Size, object Colour, double Opacity, object? Outline, string Symbol, Func<int, string> Notes);

    private static object Cloud(PointsDocument points, Projection projection, double total)
    {
        var (others, shown) = (points.Others, points.Others.Count.Count);
        return Points(others, projection, total, new(
            points.OthersTotal == shown ? $"others ({points.OthersTotal:N0})" : $"others ({points.OthersTotal:N0}, {shown} stand for all)",
            others.Count.Select(count => Math.Round(6 + 2.5 * Math.Log10(count), 1)).ToArray(), "$cloud", 0.6, null, "circle",
            i => (others.Eligible[i] ? "" : "never on the front<br>") + (others.Count[i] > 1 ? $"and {others.Count[i] - 1:N0} near it<br>" : "")));
    }

    private static object Front(PointsDocument points, Projection projection, double total) => Points(points.Front, projection, total, new(
        points.FrontTotal == points.Front.Count.Count ? $"front ({points.FrontTotal:N0})" : $"front ({points.FrontTotal:N0}, {points.Front.Count.Count} shown)",
        projection == Projection.Space ? 5 : 10, points.Front.Auc, 1, new { color = "$ink", width = 1 }, "circle", _ => ""));

    private static object Dense(PointColumns root, PointsDocument points, Projection projection, double total) => Points(root, projection, total, new(
        "dense network", projection == Projection.Space ? 7 : 13, "$root", 1, new { color = "$card", width = 1.5 }, "diamond", _ => $"dense, {points.Weights:N0} weights<br>"));

    private static object Points(PointColumns points, Projection projection, double total, Style style)
    {
        var left = points.WeightsLeft.Select(weights => Math.Round(100 * weights / total, 5)).ToArray();
        var text = points.Candidate.Select((id, i) => string.Create(CultureInfo.InvariantCulture,
            $"<b>{Show.Short(id)}</b> level {points.Level[i]}<br>{style.Notes(i)}FN {points.Fn[i]:0.##}, AUC {points.Auc[i]:0.0000}<br>{Show.Sparsity(1 - points.WeightsLeft[i] / total)} sparse")).ToArray();
        var marker = new Dictionary<string, object?> { ["size"] = style.Size, ["color"] = style.Colour, ["opacity"] = style.Opacity, ["symbol"] = style.Symbol };
        if (style.Outline is not null) marker["line"] = style.Outline;
        if (style.Colour is IReadOnlyList<double> { Count: > 0 } scale)
        {
            marker["colorscale"] = "Viridis";
            // One value alone would get a scale from nowhere to nowhere.
            (marker["cmin"], marker["cmax"]) = (scale.Min() - 0.0005, scale.Max() + 0.0005);
            marker["showscale"] = true;
            marker["colorbar"] = new { title = "AUC" };
        }
        return projection == Projection.Space
            ? new { type = "scatter3d", mode = "markers", name = style.Name, x = left, y = points.Fn, z = points.Auc, customdata = points.Candidate, text, hoverinfo = "text", marker }
            : new
            {
                type = "scatter",
                mode = "markers",
                name = style.Name,
                x = projection == Projection.FnAuc ? points.Auc : left,
                y = projection == Projection.AucSparsity ? points.Auc : points.Fn,
                customdata = points.Candidate,
                text,
                hoverinfo = "text",
                cliponaxis = false,
                marker,
            };
    }

    /// <summary>What can be had with so many weights or fewer: the fewest misses, or the best AUC, of the front.</summary>
    private static object? Best(PointsDocument points, Projection projection, double total)
    {
        if (projection is not (Projection.FnSparsity or Projection.AucSparsity) || points.Front.Candidate.Count < 2) return null;
        var (x, y) = (new List<double>(), new List<double>());
        // Members come with the most weights first; from the other end the best so far is kept.
        for (var i = points.Front.Candidate.Count - 1; i >= 0; i--)
        {
            var value = projection == Projection.FnSparsity ? points.Front.Fn[i] : points.Front.Auc[i];
            var best = y.Count == 0 ? value : projection == Projection.FnSparsity ? Math.Min(y[^1], value) : Math.Max(y[^1], value);
            x.Add(Math.Round(100 * points.Front.WeightsLeft[i] / total, 5));
            y.Add(best);
        }
        x.Add(100);
        y.Add(y[^1]);
        return new { type = "scatter", mode = "lines", name = "best with at most as many weights", x, y, hoverinfo = "skip", line = new { color = "$muted", width = 1.2, shape = "hv" } };
    }

    private static object[] Baseline(PointColumns root, Projection projection)
    {
        object Line(bool across, double at) => across
            ? new { type = "line", xref = "paper", yref = "y", x0 = (object)0, x1 = (object)1, y0 = (object)at, y1 = (object)at, line = new { color = "$root", width = 1, dash = "dot" } }
            : new { type = "line", xref = "x", yref = "paper", x0 = (object)at, x1 = (object)at, y0 = (object)0, y1 = (object)1, line = new { color = "$root", width = 1, dash = "dot" } };
        return projection switch
        {
            Projection.FnSparsity => [Line(true, root.Fn[0])],
            Projection.AucSparsity => [Line(true, root.Auc[0])],
            _ => [Line(true, root.Fn[0]), Line(false, root.Auc[0])],
        };
    }
}
