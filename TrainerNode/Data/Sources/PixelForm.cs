namespace ActorSearch.TrainerNode.Data.Sources;

/// <summary>Brings the images of one array ([h, w] or [h, w, 3]) to the sink's form: channel by channel, scaled where asked.</summary>
internal sealed class PixelForm
{
    private readonly int _channels, _height, _width;
    private readonly AreaScaler? _scaler;
    private readonly byte[] _plane, _sample;

    public PixelForm(int channels, int height, int width, int? imageSize)
    {
        (_channels, _height, _width) = (channels, height, width);
        (Height, Width) = (imageSize ?? height, imageSize ?? width);
        if ((Height, Width) != (height, width)) _scaler = new AreaScaler(height, width, Height, Width);
        _plane = new byte[height * width];
        _sample = new byte[channels * Height * Width];
    }

    public int Height { get; }
    public int Width { get; }

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
