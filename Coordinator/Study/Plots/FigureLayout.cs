using ScottPlot;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>Where title, legend and panels of a figure are, in pixels of 1/96 inch.</summary>
/// <param name="Panels">Whole, with their axes' labels.</param>
/// <param name="Stacked">Panels lie above each other.</param>
internal sealed record FigureLayout(double Width, double Height, FigureLegend Legend, double TitleHeight, IReadOnlyList<PixelRect> Panels, bool Stacked)
{
    /// <summary>From this width on (120 mm) panels stand side by side.</summary>
    private const double Wide = 120 * 96 / 25.4;

    private const double TitleLine = 20;

    /// <summary>Panels above each other share the axis below.</summary>
    public bool LabelsX(int panel) => !Stacked || panel == Panels.Count - 1;

    /// <param name="height">Null = as the panels need it.</param>
    public static FigureLayout Of(Figure figure, double width, double? height)
    {
        var legend = FigureLegend.Of(figure, width - 2 * FigureLegend.Side);
        var title = figure.Title is { Length: > 0 } ? TitleLine : 0;
        var (columns, rows) = width >= Wide ? (figure.Panels.Count, 1) : (1, figure.Panels.Count);
        var (top, panelWidth) = (title + legend.Height, width / columns);
        // Three quarters of the width; less where panels lie above each other.
        var panelHeight = height is { } given ? Math.Max(60, (given - top) / rows) : panelWidth * (rows > 1 ? 0.55 : columns > 2 ? 0.85 : 0.72);
        var whole = top + rows * panelHeight;
        PixelRect PanelOf(int number)
        {
            var (left, above) = (number % columns * panelWidth, top + number / columns * panelHeight);
            return new((float)left, (float)(left + panelWidth), (float)(above + panelHeight), (float)above);
        }
        return new(width, height is null ? Math.Ceiling(whole) : whole, legend, title, [.. Enumerable.Range(0, figure.Panels.Count).Select(PanelOf)], rows > 1);
    }
}
