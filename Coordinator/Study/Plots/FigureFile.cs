using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>How large a picture is on paper.</summary>
/// <param name="Width">In mm: a column of a paper has 80 to 90, both have 170 to 180.</param>
/// <param name="Height">In mm; null = what the panels need.</param>
/// <param name="Dpi">Pixels per inch of a PNG.</param>
internal sealed record PaperSize(double Width, double? Height, double Dpi);

/// <summary>Pictures as files; equal figures give equal bytes.</summary>
internal static partial class FigureFile
{
    /// <summary>Pixels of the layout: those of the web, 96 in an inch.</summary>
    private const double PerMillimetre = 96 / 25.4;

    /// <summary>Where the font that is carried along is not installed, its letters are taken from one that is like it.</summary>
    private const string FontFamilies = $"{PlotFonts.Family}, Helvetica, Arial, sans-serif";

    /// <param name="extension">`.svg` or `.png`.</param>
    public static byte[] Of(string extension, Figure figure, PaperSize size) => extension == ".svg" ? Svg(figure, size) : Png(figure, size);

    public static byte[] Png(Figure figure, PaperSize size)
    {
        var layout = FigureLayout.Of(figure, size.Width * PerMillimetre, size.Height * PerMillimetre);
        var scale = size.Dpi / 96;
        var (width, height) = ((int)Math.Round(layout.Width * scale), (int)Math.Round(layout.Height * scale));
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale((float)scale);
        FigureDrawing.Draw(surface.Canvas, figure, layout);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    [GeneratedRegex(@"\bcl_[0-9a-f]+\b")]
    private static partial Regex Clip();

    public static byte[] Svg(Figure figure, PaperSize size)
    {
        var layout = FigureLayout.Of(figure, size.Width * PerMillimetre, size.Height * PerMillimetre);
        using var stream = new MemoryStream();
        var (width, height) = ((int)Math.Ceiling(layout.Width), (int)Math.Ceiling(layout.Height));
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream)) FigureDrawing.Draw(canvas, figure, layout);
        // Its size on paper, and a view box, without which it is cut rather than scaled.
        var onPaper = $" width=\"{width / PerMillimetre:0.##}mm\" height=\"{height / PerMillimetre:0.##}mm\" viewBox=\"0 0 {width} {height}\">";
        var text = Encoding.UTF8.GetString(stream.ToArray())
            .Replace($" width=\"{width}\" height=\"{height}\">", onPaper, StringComparison.Ordinal)
            .Replace($"font-family=\"{PlotFonts.Family}\"", $"font-family=\"{FontFamilies}\"", StringComparison.Ordinal);
        // Skia numbers its clips over all pictures of the process.
        var numbers = new Dictionary<string, int>();
        return Encoding.UTF8.GetBytes(Clip().Replace(text, clip =>
        {
            numbers.TryAdd(clip.Value, numbers.Count);
            return $"cl_{numbers[clip.Value]}";
        }));
    }
}
