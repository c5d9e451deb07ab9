using ScottPlot;
using SkiaSharp;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>Gives the plots the Inter font whatever the machine has installed: its files (Plots/Fonts) are resources of the program.</summary>
internal sealed class PlotFonts : IFontResolver
{
    public const string Family = "Inter";
    private static readonly SKTypeface Bold = Load("Inter-Bold.ttf");

    /// <summary>Makes Inter the default font; may be called often.</summary>
    public static void Register()
    {
        if (Fonts.Default == Family) return;
        Fonts.FontResolvers.Insert(0, new PlotFonts());
        Fonts.Default = Family;
    }

    /// <summary>The regular face, for drawing without a plot.</summary>
    public static SKTypeface Typeface { get; } = Load("Inter-Regular.ttf");

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, false);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName != Family ? null : bold ? Bold : Typeface;

    private static SKTypeface Load(string name)
    {
        using var file = typeof(PlotFonts).Assembly.GetManifestResourceStream(name)!;
        using var data = SKData.Create(file);
        return SKTypeface.FromData(data);
    }
}
