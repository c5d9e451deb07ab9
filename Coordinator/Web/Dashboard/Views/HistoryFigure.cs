using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>How the hypervolume grew with the epochs trained, and where levels begin.</summary>
internal static class HistoryFigure
{
    public static Figure Of(HistoryDocument history)
    {
        var points = history.Points is [.., var last] && last.Candidates >= history.Now.Candidates ? history.Points : [.. history.Points, history.Now];
        var levels = points.Where((point, i) => i > 0 && points[i - 1].Level != point.Level).ToList();
        return Figure.Of(
            new
            {
                uirevision = "history",
                showlegend = false,
                xaxis = new { title = "epochs trained", rangemode = "tozero" },
                yaxis = new { title = "hypervolume of the front", rangemode = "tozero" },
                shapes = levels.Select(point => Figure.LineAt(isX: true, point.Epochs, "$line")),
                annotations = levels.Select(point => new
                {
                    xref = "x",
                    yref = "paper",
                    x = point.Epochs,
                    y = 1,
                    yanchor = "bottom",
                    showarrow = false,
                    text = $"{point.Level}",
                    font = new { size = 11, color = "$muted" },
                }),
                margin = new { l = 8, r = 12, t = 22, b = 8 },
            },
            [
                new
                {
                    type = "scatter",
                    mode = points.Count > 40 ? "lines" : "lines+markers",
                    name = "hypervolume",
                    x = points.Select(point => point.Epochs),
                    y = points.Select(point => Math.Round(point.Hypervolume, 6)),
                    text = points.Select(point =>
                        $"{Show.Hypervolume(point.Hypervolume)}<br>{point.Candidates:N0} candidates, level {point.Level}<br>front {point.Front:N0}"),
                    hoverinfo = "text",
                    line = new { color = "$accent", width = 2, shape = "hv" },
                    marker = new { color = "$accent", size = 5 },
                    cliponaxis = false,
                    fill = "tozeroy",
                    fillcolor = "rgba(90,160,175,0.12)",
                },
            ]);
    }
}
