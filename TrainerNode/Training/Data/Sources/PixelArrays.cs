namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>Sends the images of arrays, which all have one size, to a sink in its form.</summary>
/// <param name="imageSize">The side to which they are scaled; null: as they are.</param>
internal sealed class PixelArrays(IPixelSink sink, int? imageSize)
{
    private PixelForm? _form;

    /// <summary>Sends the images of one array.</summary>
    /// <param name="name">The array, for messages.</param>
    /// <param name="read">Reads the next image, as <see cref="PixelForm.Convert"/> takes it.</param>
    /// <returns>False, and nothing is sent, where the arrays before have images of another size or other channels.</returns>
    /// <exception cref="BadInputException">The images are too large; nothing has been reserved for them.</exception>
    public bool Send(DataName name, int count, int channels, int height, int width, Action<byte[]> read)
    {
        if (_form is null)
        {
            _form = new PixelForm(name, channels, height, width, imageSize);
            sink.Start(channels, _form.Height, _form.Width);
        }
        if (!_form.Takes(channels, height, width)) return false;
        var pixels = new byte[channels * height * width];
        for (var i = 0; i < count; i++)
        {
            read(pixels);
            sink.Write(_form.Convert(pixels));
        }
        return true;
    }
}
