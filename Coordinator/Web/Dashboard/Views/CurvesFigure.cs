using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>The value of a learning curve that is drawn.</summary>
internal enum CurveValue { Auc, Loss, Fn, Fp }

/// <summary>Learning curves of runs, epoch by epoch; a ring marks the epoch whose weights were kept.</summary>
internal static class CurvesFigure
{
    /// <summary>Distinct for every kind of color vision (Okabe and Ito), on light and dark.</summary>
    private static readonly string[] Colors = ["#0f8a9d", "#d55e00", "#8f6bd1", "#c99700", "#3d8f5f", "#cc5490", "#5a7fd6", "#8a7f70"];

    /// <summary>Null before any epoch has finished.</summary>
    public static Figure? Of(IReadOnlyList<(string Name, RunDocument Run)> runs, CurveValue value)
    {
        var curves = runs.Where(run => run.Run.Curve.Count > 0)
            .Select((run, i) => (run.Name, run.Run.Curve, run.Run.KeptEpoch, Color: Colors[i % Colors.Length])).ToList();
        return curves.Count == 0 ? null : Figure.Of(
            new
            {
                uirevision = value.ToString(),
                showlegend = true,
                xaxis = new { title = "epoch", rangemode = "tozero" },
                yaxis = new { title = Title(value), rangemode = value is CurveValue.Auc ? "normal" : "tozero" },
            },
            [
                .. curves.Select(curve => new
                {
                    type = "scatter",
                    mode = curve.Curve.Count > 40 ? "lines" : "lines+markers",
                    name = curve.Name,
                    x = curve.Curve.Select(point => point.Epoch),
                    y = curve.Curve.Select(point => Of(point, value)),
                    line = new { color = curve.Color, width = 2 },
                    marker = new { color = curve.Color, size = 5 },
                    hovertemplate = $"{curve.Name}<br>epoch %{{x}}: %{{y:.4~f}}<extra></extra>",
                }),
                .. from curve in curves
                   from kept in curve.Curve
                   where kept.Epoch == curve.KeptEpoch
                   select new
                   {
                       type = "scatter",
                       mode = "markers",
                       name = "kept",
                       showlegend = false,
                       x = new[] { kept.Epoch },
                       y = new[] { Of(kept, value) },
                       marker = new { color = "transparent", size = 13, line = new { color = curve.Color, width = 2 } },
                       hovertemplate = "kept: epoch %{x}<extra></extra>",
                   },
            ]);
    }

    public static string Title(CurveValue value) =>
        value switch { CurveValue.Auc => "AUC, validation", CurveValue.Loss => "loss, training", CurveValue.Fn => "FN, validation", _ => "FP, validation" };

    private static double? Of(CurvePoint point, CurveValue value) =>
        value switch { CurveValue.Auc => point.ValidationAuc, CurveValue.Loss => point.TrainLoss, CurveValue.Fn => point.Fn, _ => point.Fp };
}
