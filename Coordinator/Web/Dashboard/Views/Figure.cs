using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>A picture for the chart library: its layout and its traces, in the library's own words.</summary>
/// <param name="Library">The part of it that can draw this.</param>
/// <param name="Link">A click on a point goes there, with the point's `customdata` behind it.</param>
public sealed record Figure(string Library, string LayoutJson, string? Link, IReadOnlyList<Trace> Traces)
{
    /// <summary>Lines, points and bars.</summary>
    public const string Plane = "/_content/plotly/plotly-basic.min.js";

    /// <summary>All it can do, space included; four times as large.</summary>
    public const string Space = "/_content/plotly/plotly.min.js";

    public static Figure Of(string library, object layout, string? link, params IEnumerable<object> traces) =>
        new(library, JsonSerializer.Serialize(layout), link, [.. traces.Select(Trace.Of)]);
}

/// <summary>One trace.</summary>
/// <param name="Mark">Equal for equal ones.</param>
public sealed record Trace(string Json, string Mark)
{
    public static Trace Of(object trace)
    {
        var json = JsonSerializer.Serialize(trace);
        return new(json, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16]);
    }
}
