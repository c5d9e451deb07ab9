using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>Two of the three objectives, or all.</summary>
internal enum Projection { FnSparsity, AucSparsity, FnAuc, Space }

/// <summary>
/// The front among the other candidates: the front's members colored by AUC, one grey point for every neighborhood of the others, the dense network as a
/// diamond with lines at its level. Points further right have fewer weights.
/// </summary>
internal sealed class FrontFigure
{
    private const string Fn = "missed positives (FN)";

    private static readonly double[] Ticks = [100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

    private readonly PointsDocument _points;
    private readonly Projection _projection;
    private readonly double _weights;

    private FrontFigure(PointsDocument points, Projection projection) => (_points, _projection, _weights) = (points, projection, points.Weights ?? 1);

    private bool InSpace => _projection == Projection.Space;

    public static Figure Of(PointsDocument points, Projection projection, string link)
    {
        var figure = new FrontFigure(points, projection);
        return Figure.Of(figure.Layout(), figure.Traces(), link, figure.InSpace ? Figure.Space : Figure.Plane);
    }

    private object Layout()
    {
        var ticktext = Ticks.Select(tick => tick.ToString("0.####", CultureInfo.InvariantCulture));
        var sparsity = new { title = "weights left, %", type = "log", autorange = "reversed", tickvals = Ticks, ticktext };
        var missed = new { title = _points.Positives is { } positives ? $"{Fn} of {positives}" : Fn, rangemode = "tozero" };
        var auc = new { title = "AUC" };
        var legend = new { orientation = "h", y = 1.02, yanchor = "bottom", x = 0 };
        if (InSpace)
        {
            var camera = new { eye = new { x = 1.6, y = 1.75, z = 0.9 } };
            var scene = new { xaxis = sparsity, yaxis = missed with { title = "FN" }, zaxis = auc, camera, aspectmode = "cube" };
            return new { uirevision = "space", showlegend = true, legend, scene };
        }
        return new
        {
            uirevision = _projection.ToString(),
            showlegend = true,
            legend,
            xaxis = _projection == Projection.FnAuc ? auc : (object)sparsity,
            yaxis = _projection == Projection.AucSparsity ? auc : (object)missed,
            shapes = Shapes(),
        };
    }

    /// <summary>The level of the dense network.</summary>
    private IEnumerable<object> Shapes()
    {
        if (_points.Root is not { } root) yield break;
        yield return Figure.LineAt(isX: false, _projection == Projection.AucSparsity ? root.Auc[0] : root.Fn[0], "$root");
        if (_projection == Projection.FnAuc) yield return Figure.LineAt(isX: true, root.Auc[0], "$root");
    }

    private IEnumerable<object> Traces()
    {
        var (front, others) = (_points.Front, _points.Others);
        var (shown, clouds) = (front.Count.Count, others.Count.Count);
        yield return Points(
            others, _points.OthersTotal == clouds ? $"others ({clouds:N0})" : $"others ({_points.OthersTotal:N0}, {clouds} stand for all)",
            others.Count.Select(count => Math.Round(6 + 2.5 * Math.Log10(count), 1)), "$cloud", "circle", null, 0.6,
            i => (others.Eligible[i] ? "" : "never on the front<br>") + (others.Count[i] > 1 ? $"and {others.Count[i] - 1:N0} near it<br>" : ""));
        if (Best() is { } best) yield return best;
        yield return Points(
            front, _points.FrontTotal == shown ? $"front ({shown:N0})" : $"front ({_points.FrontTotal:N0}, {shown} shown)",
            InSpace ? 5 : 10, front.Auc, "circle", new { color = "$ink", width = 1 });
        if (_points.Root is { } root)
        {
            var outline = new { color = "$card", width = 1.5 };
            yield return Points(root, "dense network", InSpace ? 7 : 13, "$root", "diamond", outline, 1, _ => $"dense, {_points.Weights:N0} weights<br>");
        }
    }

    /// <param name="size">In pixels, of all points or of each.</param>
    /// <param name="color">Of all points, or the AUC of each.</param>
    /// <param name="note">A line of a point's description, or nothing.</param>
    private object Points(
        PointColumns points, string name, object size, object color, string symbol, object? outline, double opacity = 1, Func<int, string>? note = null)
    {
        var left = points.WeightsLeft.Select(Left);
        var text = points.Candidate.Select((id, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"<b>{Show.Short(id)}</b> level {points.Level[i]}<br>{note?.Invoke(i)}FN {points.Fn[i]:0.##}, AUC {points.Auc[i]:0.0000}<br>")
            + $"{Show.Sparsity(1 - points.WeightsLeft[i] / _weights)} sparse");
        var marker = new Dictionary<string, object> { ["size"] = size, ["color"] = color, ["opacity"] = opacity, ["symbol"] = symbol };
        if (outline is not null) marker["line"] = outline;
        if (color is IReadOnlyList<double> { Count: > 0 } scale)
        {
            marker["colorscale"] = "Viridis";
            // One value alone would get a scale from nowhere to nowhere.
            (marker["cmin"], marker["cmax"]) = (scale.Min() - 0.0005, scale.Max() + 0.0005);
            marker["showscale"] = true;
            marker["colorbar"] = new { title = "AUC" };
        }
        return InSpace
            ? new
            {
                type = "scatter3d",
                mode = "markers",
                name,
                x = left,
                y = points.Fn,
                z = points.Auc,
                customdata = points.Candidate,
                text,
                hoverinfo = "text",
                marker,
            }
            : new
            {
                type = "scatter",
                mode = "markers",
                name,
                x = _projection == Projection.FnAuc ? points.Auc : left,
                y = _projection == Projection.AucSparsity ? points.Auc : points.Fn,
                customdata = points.Candidate,
                text,
                hoverinfo = "text",
                cliponaxis = false,
                marker,
            };
    }

    /// <summary>The fewest misses, or the best AUC, of the front's members with at most as many weights.</summary>
    private object? Best()
    {
        if (_projection is not (Projection.FnSparsity or Projection.AucSparsity) || _points.Front.Candidate.Count < 2) return null;
        var (x, y) = (new List<double>(), new List<double>());
        // Members come with the most weights first; from the other end the best so far is kept.
        foreach (var (weights, value) in _points.Front.WeightsLeft.Zip(_projection == Projection.FnSparsity ? _points.Front.Fn : _points.Front.Auc).Reverse())
        {
            x.Add(Left(weights));
            y.Add(y.Count == 0 ? value : _projection == Projection.FnSparsity ? Math.Min(y[^1], value) : Math.Max(y[^1], value));
        }
        x.Add(100);
        y.Add(y[^1]);
        return new
        {
            type = "scatter",
            mode = "lines",
            name = "best with at most as many weights",
            x,
            y,
            hoverinfo = "skip",
            line = new { color = "$muted", width = 1.2, shape = "hv" },
        };
    }

    /// <summary>In percent.</summary>
    private double Left(double weights) => Math.Round(100 * weights / _weights, 5);
}
