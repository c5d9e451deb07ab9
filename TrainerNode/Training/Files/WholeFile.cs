using System.Security.Cryptography;

namespace ActorSearch.TrainerNode.Training.Files;

/// <summary>
/// A file that appears under its name whole or not at all: it is written under another name in the same folder, flushed and renamed. Any number of threads and
/// processes may write the same file; the contents of the one that completes it last remain.
/// </summary>
public sealed class WholeFile : IDisposable
{
    private readonly string _path, _draft;
    private readonly bool _durable;
    private bool _complete;

    /// <param name="path">In a folder that is there.</param>
    /// <param name="durable">Whether the file outlasts a loss of power once <see cref="Complete"/> has returned; false for what can be made again.</param>
    /// <param name="mode">Who may do what with it; null: what the process gives to its files.</param>
    /// <exception cref="IOException">The folder is missing or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public WholeFile(string path, bool durable = true, UnixFileMode? mode = null)
    {
        (_path, _durable) = (path, durable);
        _draft = $"{path}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp";
        Content = Create(_draft, mode);
    }

    /// <summary>Takes the contents.</summary>
    public FileStream Content { get; }

    /// <summary>Puts the file in its place, over one that is there.</summary>
    /// <exception cref="IOException">The disk is full, or something that is no file stands in its place.</exception>
    public void Complete()
    {
        Content.Flush(_durable);
        Content.Dispose();
        File.Move(_draft, _path, overwrite: true);
        _complete = true;
        if (_durable) Posix.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(_path))!);
    }

    /// <summary>Leaves nothing behind of a file that is not complete.</summary>
    public void Dispose()
    {
        try
        {
            Content.Dispose();
        }
        finally
        {
            if (!_complete) File.Delete(_draft);
        }
    }

    /// <summary>A new file, open to this process alone.</summary>
    /// <inheritdoc cref="WholeFile(string, bool, UnixFileMode?)"/>
    internal static FileStream Create(string path, UnixFileMode? mode, FileOptions options = FileOptions.None)
    {
        var all = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 16,
            Options = options,
        };
        if (mode is not null && !OperatingSystem.IsWindows()) all.UnixCreateMode = mode;
        return new FileStream(path, all);
    }

    /// <summary>Writes a file at once.</summary>
    /// <inheritdoc cref="WholeFile(string, bool, UnixFileMode?)"/>
    public static void Write(string path, ReadOnlySpan<byte> content, bool durable = true, UnixFileMode? mode = null)
    {
        using var file = new WholeFile(path, durable, mode);
        file.Content.Write(content);
        file.Complete();
    }
}
