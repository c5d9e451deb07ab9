using ActorSearch.TrainerNode.Training.Files;
using Microsoft.Win32.SafeHandles;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// The first bytes of a file and no more, however long the file says it is or becomes. Every read looks at the token, and so does every loop of reads.
/// </summary>
internal sealed class SizedStream(SafeFileHandle file, long length, CancellationToken cancel) : ReadStream<SafeFileHandle>(file)
{
    private long _position;

    public override bool CanSeek => true;
    public override long Length => length;
    public override long Position { get => _position; set => _position = value; }

    public override int Read(Span<byte> buffer)
    {
        cancel.ThrowIfCancellationRequested();
        var wanted = (int)Math.Clamp(length - _position, 0, buffer.Length);
        var read = wanted == 0 ? 0 : RandomAccess.Read(Inner, buffer[..wanted], _position);
        _position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => length };
        return target >= 0 ? _position = target : throw new IOException("a place before the beginning of the file");
    }
}
