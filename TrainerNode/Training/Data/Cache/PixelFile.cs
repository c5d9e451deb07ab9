using System.IO.MemoryMappedFiles;

namespace ActorSearch.TrainerNode.Training.Data.Cache;

/// <summary>A checked pixel file, mapped into memory: the system holds as much of it as it has room for. Or the same images without a file.</summary>
internal sealed unsafe class PixelFile : IDisposable
{
    private readonly MemoryMappedViewAccessor? _view;
    private byte[]? _bytes;
    private byte* _first;

    private PixelFile(FileStream stream, PixelHeader header)
    {
        Header = header;
        // What is mapped stays when the file is closed.
        using var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _first = start + _view.PointerOffset + PixelHeader.Size;
    }

    /// <param name="bytes">A pixel file, as it would be on the disk.</param>
    public PixelFile(PixelHeader header, byte[] bytes) => (Header, _bytes) = (header, bytes);

    public PixelHeader Header { get; }

    /// <returns>Null where the file is missing or damaged.</returns>
    public static PixelFile? Open(string path, CancellationToken cancel)
    {
        if (!File.Exists(path)) return null;
        // Delete is shared so that another process may put its own, equal file in this one's place.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return PixelHeader.Check(stream, cancel) is { } header ? new PixelFile(stream, header) : null;
    }

    /// <param name="sample">Position in the file, as in the source.</param>
    public ReadOnlySpan<byte> this[int sample]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_first is null && _bytes is null, this);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sample, (uint)Header.Count);
            var start = (long)sample * Header.SampleSize;
            return _bytes is null ? new(_first + start, Header.SampleSize) : _bytes.AsSpan(PixelHeader.Size + (int)start, Header.SampleSize);
        }
    }

    public void Dispose()
    {
        _bytes = null;
        if (_first is null) return;
        _first = null;
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
    }
}
