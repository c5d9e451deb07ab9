using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// An archive whose directory is read whole into memory before anything else: until <see cref="Unbind"/> no more is read than a sensible one has.
/// </summary>
internal sealed class DirectoryStream(Stream inner) : ReadStream<Stream>(inner)
{
    /// <summary>Some ten thousand entries, and what is read to find the directory.</summary>
    public const int MostBytes = 1 << 20;

    private long _left = MostBytes;

    public override bool CanSeek => true;
    public override long Length => Inner.Length;
    public override long Position { get => Inner.Position; set => Inner.Position = value; }

    /// <summary>The directory has been read.</summary>
    public void Unbind() => _left = long.MaxValue;

    /// <exception cref="InvalidDataException">The directory is too large.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = Inner.Read(buffer);
        _left -= read;
        return _left >= 0 ? read : throw new InvalidDataException($"its directory has more than {MostBytes} bytes");
    }

    public override long Seek(long offset, SeekOrigin origin) => Inner.Seek(offset, origin);
}
