using ActorSearch.Search;

using SkiaSharp;

namespace ActorSearch.TrainerNode.Data.Sources;

/// <summary>Decodes one JPEG or PNG file whole, or refuses it. Transparent pixels are laid on black; no colour profile or orientation tag is applied.</summary>
internal static class ImageFile
{
    private const int LongestSide = 1 << 14;

    /// <summary>Red, green, blue of each pixel, row by row.</summary>
    public static (int Height, int Width, byte[] Pixels) Decode(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {failure.Message}", failure);
        }
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png))
            throw new BadInputException($"{path}: is damaged or not a JPEG or PNG image");
        var (height, width) = (codec.Info.Height, codec.Info.Width);
        if (height > LongestSide || width > LongestSide) throw new BadInputException($"{path}: is {width} x {height} pixels; expected at most {LongestSide} on each side");

        var rgba = new byte[height * width * 4];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* target = rgba)
                result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul), (nint)target);
        }
        if (result != SKCodecResult.Success || !HasItsEnd(bytes, codec.EncodedFormat))
            throw new BadInputException($"{path}: is damaged; the image cannot be decoded completely");

        var pixels = new byte[height * width * 3];
        for (int i = 0, j = 0; i < rgba.Length; i += 4, j += 3) (pixels[j], pixels[j + 1], pixels[j + 2]) = (rgba[i], rgba[i + 1], rgba[i + 2]);
        return (height, width, pixels);
    }

    public static bool IsGrey(ReadOnlySpan<byte> rgb)
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
