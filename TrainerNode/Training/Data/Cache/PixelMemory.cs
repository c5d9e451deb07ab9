using ActorSearch.TrainerNode.Training.Data.Sources;

namespace ActorSearch.TrainerNode.Training.Data.Cache;

/// <summary>Takes decoded images into memory, where no cache can hold them.</summary>
/// <param name="starting">Gets how many bytes will be needed, before they are; throws where those are too many.</param>
internal sealed class PixelMemory(int count, Action<long> starting) : IPixelSink
{
    private PixelHeader _header;
    private byte[] _samples = [];
    private int _written;

    public void Start(int channels, int height, int width)
    {
        (_header, _written) = (new PixelHeader(count, channels, height, width), 0);
        starting(_header.PayloadSize);
        // Pinned, because it is read through a pointer, as a mapped file is.
        _samples = GC.AllocateUninitializedArray<byte>(checked((int)_header.PayloadSize), pinned: true);
    }

    public void Write(ReadOnlySpan<byte> sample)
    {
        sample.CopyTo(_samples.AsSpan(_written, _header.SampleSize));
        _written += sample.Length;
    }

    public PixelFile Complete() => _written == _samples.Length
        ? new PixelFile(_header, _samples)
        : throw new InvalidOperationException($"{_written} of {_samples.Length} bytes were written.");
}
