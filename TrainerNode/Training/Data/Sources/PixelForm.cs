namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>Brings the images of one array ([h, w] or [h, w, 3]) to the sink's form: channel by channel, scaled where asked.</summary>
internal sealed class PixelForm
{
    /// <summary>Pixels of one image, before it is scaled and after; with three channels and an alpha channel it takes 256 MiB then.</summary>
    public const int MostPixels = 1 << 26;

    /// <summary>Of one image, before it is scaled.</summary>
    public const int LongestSide = 1 << 14;

    private readonly int _channels, _height, _width;
    private readonly AreaScaler? _scaler;
    private readonly byte[] _plane, _sample;

    /// <param name="name">What has the images, for messages.</param>
    /// <exception cref="Search.BadInputException">The images are too large; nothing has been reserved for them.</exception>
    public PixelForm(DataName name, int channels, int height, int width, int? imageSize)
    {
        Require(name, height, width);
        (_channels, _height, _width) = (channels, height, width);
        (Height, Width) = (imageSize ?? height, imageSize ?? width);
        if ((Height, Width) != (height, width)) _scaler = new AreaScaler(height, width, Height, Width);
        _plane = new byte[height * width];
        _sample = new byte[channels * Height * Width];
    }

    public int Height { get; }
    public int Width { get; }

    /// <exception cref="Search.BadInputException">An image of this size is too large.</exception>
    public static void Require(DataName name, int height, int width)
    {
        if (height > LongestSide || width > LongestSide)
            throw name.Bad($"is {width} x {height} pixels; expected at most {LongestSide} on each side");
        if ((long)height * width > MostPixels)
            throw name.Bad($"is {width} x {height} pixels; at most {MostPixels:N0} pixels an image were expected");
    }

    /// <summary>Bytes of a sample while it is made, and as its copy.</summary>
    public static long BytesOfSample(int channels, int height, int width) => 2L * channels * height * width;

    /// <param name="pixels">Row by row, the channels of a pixel side by side.</param>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> Convert(ReadOnlySpan<byte> pixels)
    {
        for (var c = 0; c < _channels; c++)
        {
            for (var i = 0; i < _plane.Length; i++) _plane[i] = pixels[i * _channels + c];
            var target = _sample.AsSpan(c * Height * Width, Height * Width);
            if (_scaler is null) _plane.CopyTo(target);
            else _scaler.Scale(_plane, target);
        }
        return _sample;
    }

    public bool Takes(int channels, int height, int width) => (channels, height, width) == (_channels, _height, _width);
}
