using ActorSearch.TrainerNode.Training.Data.Splitting;
using SkiaSharp;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>A picture of the first samples of each split and class: what the network will be shown.</summary>
public static class ContactSheet
{
    private const int Cell = 96, Gap = 6, Margin = 16, Title = 24;
    private static readonly SKColor Paper = new(0xFA, 0xFA, 0xF8), Ink = new(0x22, 0x22, 0x22);
    private static readonly SKColor Costly = new(0xD5, 0x5E, 0x00), Other = new(0x00, 0x72, 0xB2);

    /// <summary>PNG bytes: a row per split and class, the costly class with an orange bar, the other with a blue one.</summary>
    /// <param name="perRow">At most so many samples of each split and class, evenly spread over it.</param>
    /// <param name="typeface">For the titles; null = the system's, which may have none and then leaves them out.</param>
    public static byte[] Png(IDataset dataset, int perRow = 12, SKTypeface? typeface = null)
    {
        if (dataset.SampleShape.Length != 3) throw new BadInputException("A contact sheet needs images; these samples are rows of numbers");
        var (height, width) = (dataset.SampleShape[1], dataset.SampleShape[2]);
        var scale = (float)Cell / Math.Max(height, width);
        var rows = Enum.GetValues<Split>().SelectMany(split => new[] { (split, y: 1), (split, y: 0) }).ToArray();
        using var bitmap = new SKBitmap(
            2 * Margin + perRow * (Cell + Gap), 2 * Margin + rows.Length * (Cell + Gap + Title), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { IsAntialias = true };
        using var font = new SKFont(typeface ?? SKTypeface.Default, 13);
        canvas.Clear(Paper);
        for (var row = 0; row < rows.Length; row++)
        {
            var (split, y) = rows[row];
            var samples = Spread(dataset.Labels(split), y, perRow, out var total);
            float top = Margin + row * (Cell + Gap + Title);
            paint.Color = Ink;
            canvas.DrawText($"{SplitPlan.Name(split)}, {(y == 1 ? "positive" : "negative")}: {total} samples", Margin, top + 16, font, paint);
            paint.Color = y == 1 ? Costly : Other;
            canvas.DrawRect(Margin - 8, top + Title, 4, Cell, paint);
            for (var k = 0; k < samples.Length; k++)
            {
                using var image = Picture(dataset, split, samples[k]);
                var place = SKRect.Create(Margin + k * (Cell + Gap), top + Title, width * scale, height * scale);
                canvas.DrawImage(image, place, new SKSamplingOptions(scale < 1 ? SKFilterMode.Linear : SKFilterMode.Nearest));
            }
        }
        canvas.Flush();
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static int[] Spread(ReadOnlySpan<byte> labels, int y, int most, out int total)
    {
        var all = labels.ToArray().Index().Where(label => label.Item == y).Select(label => label.Index).ToList();
        total = all.Count;
        var count = Math.Min(most, all.Count);
        return [.. Enumerable.Range(0, count).Select(k => all[(int)((long)k * all.Count / count)])];
    }

    private static SKImage Picture(IDataset dataset, Split split, int index)
    {
        var (channels, height, width) = (dataset.SampleShape[0], dataset.SampleShape[1], dataset.SampleShape[2]);
        var (values, plane) = (new float[channels * height * width], height * width);
        dataset.Fill(split, [index], values);
        var rgba = new byte[plane * 4];
        for (var i = 0; i < plane; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                var channel = channels == 3 ? c : 0;
                var value = values[channel * plane + i] * dataset.Normalization.StandardDeviation[channel] + dataset.Normalization.Mean[channel];
                rgba[4 * i + c] = (byte)Math.Clamp(value * 255 + 0.5f, 0, 255);
            }
            rgba[4 * i + 3] = 255;
        }
        return SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
    }
}
