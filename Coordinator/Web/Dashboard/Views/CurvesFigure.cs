using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>What of a curve is drawn.</summary>
internal enum CurveValue { Auc, Loss, Fn, Fp }

/// <summary>A learning curve and what it is called.</summary>
internal sealed record NamedCurve(string Name, IReadOnlyList<CurvePoint> Points, int? KeptEpoch = null);

/// <summary>Learning curves of runs, epoch by epoch.</summary>
internal static class CurvesFigure
{
    /// <summary>Told apart by eyes that see few colours, too (Okabe and Ito), on light and dark.</summary>
    private static readonly string[] Colours = ["#0f8a9d", "#d55e00", "#8f6bd1", "#c99700", "#3d8f5f", "#cc5490", "#5a7fd6", "#8a7f70"];

    public static Figure Of(IReadOnlyList<NamedCurve> curves, CurveValue value) => Figure.Of(
        Figure.Plane,
        new { uirevision = value.ToString(), showlegend = true, xaxis = new { title = "epoch", rangemode = "tozero" }, yaxis = new { title = Title(value), rangemode = value is CurveValue.Auc ? "normal" : "tozero" } },
        null,
        [.. curves.Select((curve, i) => Line(curve, value, Colours[i % Colours.Length])), .. curves.Select((curve, i) => Kept(curve, value, Colours[i % Colours.Length])).OfType<object>()]);

    public static string Title(CurveValue value) => value switch { CurveValue.Auc => "AUC, validation", CurveValue.Loss => "loss, training", CurveValue.Fn => "FN, validation", _ => "FP, validation" };

    private static object Line(NamedCurve curve, CurveValue value, string colour) => new
    {
        type = "scatter",
        mode = curve.Points.Count > 40 ? "lines" : "lines+markers",
        name = curve.Name,
        x = curve.Points.Select(point => point.Epoch),
        y = curve.Points.Select(point => Of(point, value)),
        line = new { color = colour, width = 2 },
        marker = new { color = colour, size = 5 },
        hovertemplate = $"{curve.Name}<br>epoch %{{x}}: %{{y:.4~f}}<extra></extra>",
    };

    /// <summary>The epoch whose weights were kept.</summary>
    private static object? Kept(NamedCurve curve, CurveValue value, string colour) => curve.Points.FirstOrDefault(point => point.Epoch == curve.KeptEpoch) is not { } kept ? null : new
    {
        type = "scatter",
        mode = "markers",
        name = "kept",
        showlegend = false,
        x = new[] { kept.Epoch },
        y = new[] { Of(kept, value) },
        marker = new { color = "transparent", size = 13, line = new { color = colour, width = 2 } },
        hovertemplate = "kept: epoch %{x}<extra></extra>",
    };

    private static double? Of(CurvePoint point, CurveValue value) => value switch { CurveValue.Auc => point.ValidationAuc, CurveValue.Loss => point.TrainLoss, CurveValue.Fn => point.Fn, _ => point.Fp };
}
