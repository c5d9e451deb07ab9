using System.Text.Json;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>A picture for the chart library, in the library's own words as JSON.</summary>
/// <param name="Library">The part of it that can draw this.</param>
/// <param name="Link">A click on a point goes there, with the point's `customdata` behind it.</param>
public sealed record Figure(string Library, string Layout, IReadOnlyList<string> Traces, string? Link)
{
    /// <summary>Lines, points and bars.</summary>
    public const string Plane = "/_content/plotly/plotly-basic.min.js";

    /// <summary>All it can do, space included; four times as large.</summary>
    public const string Space = "/_content/plotly/plotly.min.js";

    internal static Figure Of(object layout, IEnumerable<object> traces, string? link = null, string library = Plane) =>
        new(library, JsonSerializer.Serialize(layout), [.. traces.Select(trace => JsonSerializer.Serialize(trace))], link);

    /// <summary>A dotted line over the whole picture, where one axis has this value.</summary>
    internal static object LineAt(bool isX, double value, string color)
    {
        var line = new { color, width = 1, dash = "dot" };
        return isX
            ? new { type = "line", xref = "x", yref = "paper", x0 = value, x1 = value, y0 = 0, y1 = 1, line }
            : new { type = "line", xref = "paper", yref = "y", x0 = 0, x1 = 1, y0 = value, y1 = value, line };
    }
}
