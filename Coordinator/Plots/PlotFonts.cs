using System.Reflection;
using ScottPlot;
using SkiaSharp;

namespace ActorSearch.Coordinator.Plots;

/// <summary>
/// Gives the plots the Inter font whatever the machine has installed. The font files lie in one resource of the
/// assembly of the Avalonia.Fonts.Inter package, which is embedded here: int32 index length, int32 version, int32 count, then per file a string, an int32 offset and an int32 size.
/// </summary>
internal sealed class PlotFonts : IFontResolver
{
    public const string Family = "Inter";
    private static readonly Lazy<PlotFonts> Instance = new(() => new PlotFonts());
    private readonly Dictionary<string, SKTypeface> _faces = [];

    /// <summary>Makes Inter the default font; may be called often.</summary>
    public static void Register()
    {
        if (Fonts.FontResolvers.Contains(Instance.Value)) return;
        Fonts.FontResolvers.Insert(0, Instance.Value);
        Fonts.Default = Family;
    }

    /// <summary>The regular face, for drawing without a plot.</summary>
    public static SKTypeface Typeface => Instance.Value.Face(false);

    private PlotFonts()
    {
        using var carried = typeof(PlotFonts).Assembly.GetManifestResourceStream("Avalonia.Fonts.Inter.dll")!;
        var assembly = new byte[carried.Length];
        carried.ReadExactly(assembly);
        using var resource = Assembly.Load(assembly).GetManifestResourceStream("!AvaloniaResources")
            ?? throw new InvalidOperationException("the font package has no resource !AvaloniaResources");
        using var reader = new BinaryReader(resource);
        var start = sizeof(int) + reader.ReadInt32();
        _ = reader.ReadInt32();
        var entries = new (string Path, int Offset, int Size)[reader.ReadInt32()];
        for (var i = 0; i < entries.Length; i++) entries[i] = (reader.ReadString(), reader.ReadInt32(), reader.ReadInt32());
        foreach (var (path, offset, size) in entries)
        {
            if (!path.EndsWith(".ttf", StringComparison.Ordinal)) continue;
            resource.Position = start + offset;
            using var data = SKData.CreateCopy(reader.ReadBytes(size));
            _faces[Path.GetFileNameWithoutExtension(path)] = SKTypeface.FromData(data);
        }
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? Face(weight >= FontWeight.SemiBold) : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Family ? Face(bold) : null;

    private SKTypeface Face(bool bold) => _faces[bold ? "Inter-Bold" : "Inter-Regular"];
}
