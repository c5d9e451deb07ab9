using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorSearch.TrainerNode.Training.Data.Cache;

/// <summary>A checked pixel file, mapped into memory: the system holds as much of it as it has room for. Or the same images without a file.</summary>
internal sealed unsafe class PixelFile : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte[]? _samples;
    private byte* _first;

    private PixelFile(FileStream stream, PixelHeader header)
    {
        Header = header;
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _first = start + _view.PointerOffset + PixelHeader.Size;
    }

    /// <param name="samples">Pinned.</param>
    public PixelFile(PixelHeader header, byte[] samples)
    {
        (Header, _samples) = (header, samples);
        _first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(samples));
    }

    public PixelHeader Header { get; }

    /// <returns>Null where the file is missing or damaged.</returns>
    public static PixelFile? Open(string path, CancellationToken cancel)
    {
        if (!File.Exists(path)) return null;
        // Delete is shared so that another process may put its own, equal file in this one's place.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            if (PixelHeader.Check(stream, cancel) is { } header) return new PixelFile(stream, header);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        stream.Dispose();
        return null;
    }

    /// <param name="sample">Position in the file, as in the source.</param>
    public ReadOnlySpan<byte> this[int sample]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_first is null, this);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sample, (uint)Header.Count);
            return new(_first + (long)sample * Header.SampleSize, Header.SampleSize);
        }
    }

    public void Dispose()
    {
        if (_first is null) return;
        _first = null;
        _samples = null;
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _file?.Dispose();
    }
}
