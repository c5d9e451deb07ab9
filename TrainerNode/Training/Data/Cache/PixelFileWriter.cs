using System.Security.Cryptography;
using ActorSearch.TrainerNode.Training.Data.Sources;

namespace ActorSearch.TrainerNode.Training.Data.Cache;

/// <summary>Writes a pixel file sample by sample; the header comes last, when the hash is known.</summary>
internal sealed class PixelFileWriter : IPixelSink, IDisposable
{
    private readonly Stream _stream;
    private readonly Action<int> _starting;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _channels, _height, _width, _count;

    /// <param name="stream">Empty; stays its owner's.</param>
    /// <param name="starting">Gets the bytes of a sample before the first is written; throws where there is no room.</param>
    public PixelFileWriter(Stream stream, Action<int> starting) => (_stream, _starting) = (stream, starting);

    public void Start(int channels, int height, int width)
    {
        (_channels, _height, _width, _count) = (channels, height, width, 0);
        _starting(channels * height * width);
        _hash.GetHashAndReset();
        _stream.SetLength(0);
        _stream.Position = PixelHeader.Size;
    }

    public void Write(ReadOnlySpan<byte> sample)
    {
        if (sample.Length != _channels * _height * _width)
            throw new ArgumentException($"A sample of {sample.Length} bytes; expected {_channels} x {_height} x {_width}.", nameof(sample));
        _stream.Write(sample);
        _hash.AppendData(sample);
        _count++;
    }

    /// <summary>Writes the header.</summary>
    public void Complete()
    {
        var header = new PixelHeader(_count, _channels, _height, _width);
        _stream.Position = 0;
        _stream.Write(header.Bytes(_hash.GetHashAndReset()));
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
