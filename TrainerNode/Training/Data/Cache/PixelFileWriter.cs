using System.Security.Cryptography;
using ActorSearch.TrainerNode.Training.Data.Sources;

namespace ActorSearch.TrainerNode.Training.Data.Cache;

/// <summary>Writes a pixel file sample by sample; the header comes last, when the hash is known.</summary>
/// <param name="stream">Stays its owner's.</param>
/// <param name="starting">Gets the bytes of a sample before the first is written; throws where there is no room.</param>
internal sealed class PixelFileWriter(Stream stream, Action<int> starting) : IPixelSink, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private PixelHeader _header;

    public void Start(int channels, int height, int width)
    {
        _header = new(0, channels, height, width);
        stream.SetLength(0);
        starting(_header.SampleSize);
        _hash.GetHashAndReset();
        stream.Position = PixelHeader.Size;
    }

    public void Write(ReadOnlySpan<byte> sample)
    {
        var (_, channels, height, width) = _header;
        if (sample.Length != _header.SampleSize)
            throw new ArgumentException($"A sample of {sample.Length} bytes; expected {channels} x {height} x {width}.", nameof(sample));
        stream.Write(sample);
        _hash.AppendData(sample);
        _header = _header with { Count = _header.Count + 1 };
    }

    /// <summary>Writes the header.</summary>
    public PixelHeader Complete()
    {
        stream.Position = 0;
        stream.Write(_header.Bytes(_hash.GetHashAndReset()));
        return _header;
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
