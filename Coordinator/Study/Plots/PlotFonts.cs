using ScottPlot;
using SkiaSharp;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>Gives the plots the Inter font whatever the machine has installed: its files (Plots/Fonts) are resources of the program.</summary>
internal sealed class PlotFonts : IFontResolver
{
    public const string Family = "Inter";
    private static readonly Lazy<PlotFonts> Instance = new(() => new PlotFonts());
    private readonly SKTypeface _regular = Load("Inter-Regular.ttf"), _bold = Load("Inter-Bold.ttf");

    /// <summary>Makes Inter the default font; may be called often.</summary>
    public static void Register()
    {
        if (Fonts.FontResolvers.Contains(Instance.Value)) return;
        Fonts.FontResolvers.Insert(0, Instance.Value);
        Fonts.Default = Family;
    }

    /// <summary>The regular face, for drawing without a plot.</summary>
    public static SKTypeface Typeface => Instance.Value.Face(false);

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? Face(weight >= FontWeight.SemiBold) : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Family ? Face(bold) : null;

    private SKTypeface Face(bool bold) => bold ? _bold : _regular;

    private static SKTypeface Load(string name)
    {
        using var file = typeof(PlotFonts).Assembly.GetManifestResourceStream(name)!;
        using var data = SKData.Create(file);
        return SKTypeface.FromData(data);
    }
}
