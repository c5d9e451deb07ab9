using SkiaSharp;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>One legend above all panels, where it covers nothing: a name is there once, however many panels have it.</summary>
/// <param name="Bar">Where the colour bar is.</param>
internal sealed record FigureLegend(double Height, IReadOnlyList<LegendEntry> Entries, LegendEntry? Bar)
{
    /// <summary>Pixels, as everything here.</summary>
    public const double Side = 8, FontSize = 9.5, BarWidth = 60;

    private const double Line = 14, Gap = 12;

    public static FigureLegend Of(Figure figure, double width)
    {
        using var font = new SKFont(PlotFonts.Typeface, (float)FontSize);
        var (x, y) = (0.0, 0.0);
        LegendEntry Next(Series? series, string text, double sample)
        {
            var wide = sample + font.MeasureText(text);
            if (x > 0 && x + wide > width) (x, y) = (0, y + Line);
            var entry = new LegendEntry(series, text, Side + x, y + Line / 2 + 2);
            x += wide + Gap;
            return entry;
        }
        LegendEntry[] entries = [.. figure.Panels.SelectMany(panel => panel.Series).Where(series => series.Name is not null).DistinctBy(series => series.Name)
            .Select(series => Next(series, series.Name!, SampleOf(series.Look)))];
        var bar = figure.Bar is { } shades ? Next(null, $"{shades.Label}, {shades.Low:0.000} to {shades.High:0.000}", BarWidth + 6) : null;
        return new(entries.Length == 0 && bar is null ? 0 : y + Line + 4, entries, bar);
    }

    /// <summary>Width of what stands before a name, a gap of 5 included. A mark on a line needs more, so that dashes show beside it.</summary>
    public static double SampleOf(Look look) => look switch { { Shape: null, Line: 0 } => 0, { Shape: not null, Line: > 0 } => 36, _ => 20 };
}

/// <param name="Series">Null for the colour bar.</param>
/// <param name="Left">Where its sample begins.</param>
/// <param name="Middle">Of its line.</param>
internal sealed record LegendEntry(Series? Series, string Text, double Left, double Middle);
