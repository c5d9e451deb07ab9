using SkiaSharp;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>Decodes one JPEG or PNG file whole, or refuses it. Transparent pixels are laid on black; no colour profile or orientation tag is applied.</summary>
internal static class ImageFile
{
    /// <summary>Of a file; an image of the largest size that is hardly compressed has as many.</summary>
    private const long MostBytes = 3L * PixelForm.MostPixels;

    /// <summary>While a pixel is decoded: as it comes, without its alpha channel, as grey, and a channel at a time.</summary>
    private const int BytesPerPixel = 4 + 3 + 1 + 1;

    /// <summary>
    /// One image of the largest size, or any number of common ones: a file of 32 kB may say that it is that large, or be scaled to that, and there are many
    /// cores.
    /// </summary>
    public static Room Memory { get; } = new((long)BytesPerPixel * PixelForm.MostPixels);

    /// <summary>The same for files as they are. Taken before <see cref="Memory"/>, never while that is held, so that there is no deadlock.</summary>
    public static Room Encoded { get; } = new(MostBytes);

    /// <summary>
    /// Reads the header, decodes if the size is wanted, and passes on red, green, blue of each pixel, row by row, before the next large image may be decoded.
    /// </summary>
    /// <param name="wanted">
    /// Gets height and width before anything is decoded; answers how many bytes its own work takes, null where the image is not wanted.
    /// </param>
    /// <param name="take">Gets height, width and pixels; what it keeps is its own.</param>
    /// <returns>Height and width.</returns>
    public static (int Height, int Width) Decode(
        DataName name, DataRoots roots, Func<int, int, long?> wanted, Action<int, int, byte[]> take, CancellationToken cancel)
    {
        using var stream = DataFile.Open(name, roots, cancel, MostBytes);
        using var room = Encoded.Take(stream.Length, cancel);
        using var data = Read(name, stream);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png))
            throw name.Bad("is damaged or not a JPEG or PNG image");
        var (height, width) = (codec.Info.Height, codec.Info.Width);
        PixelForm.Require(name, height, width);
        if (wanted(height, width) is not { } more) return (height, width);
        using (Memory.Take((long)height * width * BytesPerPixel + more, cancel)) take(height, width, Pixels(name, codec, data, height, width));
        return (height, width);
    }

    private static unsafe SKData Read(DataName name, Stream stream) => name.Read(() =>
    {
        var data = SKData.Create(stream.Length);
        stream.ReadExactly(new Span<byte>((void*)data.Data, (int)data.Size));
        return data;
    });

    private static byte[] Pixels(DataName name, SKCodec codec, SKData data, int height, int width)
    {
        var rgba = new byte[height * width * 4];
        var result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul), rgba);
        if (result != SKCodecResult.Success || !HasItsEnd(data.AsSpan(), codec.EncodedFormat))
            throw name.Bad("is damaged; the image cannot be decoded completely");

        var pixels = new byte[height * width * 3];
        for (int i = 0, j = 0; i < rgba.Length; i += 4, j += 3) (pixels[j], pixels[j + 1], pixels[j + 2]) = (rgba[i], rgba[i + 1], rgba[i + 2]);
        return pixels;
    }

    public static bool IsGray(ReadOnlySpan<byte> rgb)
    {
        for (var i = 0; i < rgb.Length; i += 3)
            if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) return false;
        return true;
    }

    // Cut off close to its end, an image may still be decoded "successfully", the rest of a JPEG in grey: demand the end marker (some writers pad after it).
    private static bool HasItsEnd(ReadOnlySpan<byte> bytes, SKEncodedImageFormat format)
    {
        ReadOnlySpan<byte> end = format == SKEncodedImageFormat.Jpeg ? [0xFF, 0xD9] : [(byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];
        return bytes[^Math.Min(bytes.Length, 1 << 16)..].LastIndexOf(end) >= 0;
    }
}
