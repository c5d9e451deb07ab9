using ScottPlot;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>What a picture shows, apart from how it is drawn.</summary>
/// <param name="Bar">What the shades of marks mean; null where none is shaded.</param>
internal sealed record Figure(IReadOnlyList<Panel> Panels, ColorBar? Bar = null)
{
    /// <summary>Above the panels; null where a caption says it.</summary>
    public string? Title { get; init; }
}

/// <summary>Axes with what is drawn between them, the first series lowest.</summary>
internal sealed record Panel(Axis X, Axis Y, IReadOnlyList<Series> Series);

/// <param name="Label">With the unit.</param>
/// <param name="Ticks">Where an axis is labelled, in ascending order of place.</param>
internal sealed record Axis(string Label, double Low, double High, IReadOnlyList<Tick> Ticks);

internal readonly record struct Tick(double At, string Text);

/// <param name="Name">In the legend; null = not there.</param>
internal sealed record Series(string? Name, Look Look, IReadOnlyList<Mark> Marks);

/// <param name="Low">Ends of the interval around <paramref name="Y"/>; null where there is none.</param>
/// <param name="Shade">Place on the colour bar, 0 to 1; null = the series' own colour.</param>
internal sealed record Mark(double X, double Y, double? Low = null, double? High = null, double? Shade = null);

/// <summary>How a series looks; sizes in points (1/72 inch) on paper.</summary>
/// <param name="Color">#RRGGBB.</param>
/// <param name="Shape">Of its marks; null = only a line.</param>
/// <param name="Line">Width of the line through the marks; 0 = none.</param>
/// <param name="Dash">Null = solid.</param>
/// <param name="Band">The intervals are a band along the line, not bars at the marks.</param>
internal sealed record Look(
    string Color, MarkerShape? Shape = null, double Size = 5, double Line = 0, LinePattern? Dash = null, double Opacity = 1, bool Outline = false,
    bool Band = false);

/// <param name="Low">Value at shade 0.</param>
/// <param name="High">Value at shade 1.</param>
internal sealed record ColorBar(string Label, double Low, double High);
