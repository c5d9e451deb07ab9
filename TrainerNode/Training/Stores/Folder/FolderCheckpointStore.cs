using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Stores.Folder;

/// <summary>A folder of content-addressed files, `ab/abcdef....safetensors`, on a local or shared disk.</summary>
public sealed class FolderCheckpointStore : ICheckpointStore
{
    private const string Extension = ".safetensors";

    private readonly bool _durable;

    /// <param name="folder">Made when the first file is written.</param>
    /// <param name="durable">False for a cache, which may lose files: no flush to the disk.</param>
    public FolderCheckpointStore(string folder, bool durable = true) => (Folder, _durable) = (Path.GetFullPath(folder), durable);

    /// <summary>Absolute path of the folder.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public void Write(string sha256, Stream content, CancellationToken cancel = default)
    {
        var path = PathOf(sha256);
        if (IsSound(path, sha256, content.Length, cancel) && Touch(sha256)) return;
        var folder = Path.GetDirectoryName(path)!;
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        using (var file = new WholeFile(path, _durable))
        {
            if (ContentHash.Copy(content, file.Content, cancel) != sha256) throw ContentHash.Refused(sha256);
            file.Complete();
        }
        if (isNew && _durable) Posix.FlushFolder(Folder);
    }

    /// <inheritdoc/>
    public Stream Open(CheckpointRef reference, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        FileStream file;
        try
        {
            file = new FileStream(
                PathOf(reference.Sha256), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointDamagedException(reference, "the file is missing");
        }
        if (file.Length == reference.Bytes) return file;
        using (file)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"{file.Length} bytes long instead of {reference.Bytes}");
            throw new CheckpointDamagedException(reference, what);
        }
    }

    /// <inheritdoc/>
    public StoreEntry? Find(string sha256, CancellationToken cancel = default) =>
        new FileInfo(PathOf(sha256)) is { Exists: true } file ? new StoreEntry(file.Length, file.LastWriteTimeUtc) : null;

    /// <inheritdoc/>
    public IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        if (!Directory.Exists(Folder)) return [];
        return new DirectoryInfo(Folder).EnumerateDirectories("??").OrderBy(folder => folder.Name, StringComparer.Ordinal).SelectMany(folder =>
        {
            cancel.ThrowIfCancellationRequested();
            return folder.EnumerateFiles("*" + Extension).Where(file => file.LastWriteTimeUtc < writtenBefore.UtcDateTime)
                .Select(file => Path.GetFileNameWithoutExtension(file.Name))
                .Where(name => ContentHash.IsName(name) && string.CompareOrdinal(name, after) > 0).Order(StringComparer.Ordinal);
        });
    }

    /// <inheritdoc/>
    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null)
    {
        if (unlessWrittenSince is { } since && Find(sha256) is { } file && file.Written >= since) return;
        try
        {
            File.Delete(PathOf(sha256));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing of that name was ever stored.
        }
    }

    /// <summary>Where a file is, or would be.</summary>
    /// <exception cref="ArgumentException">The name is none: nothing else may become a path.</exception>
    public string PathOf(string sha256) => ContentHash.IsName(sha256)
        ? Path.Combine(Folder, sha256[..2], sha256 + Extension)
        : throw new ArgumentException($"not a SHA-256 in hex: {sha256}", nameof(sha256));

    /// <summary>The file counts as written now. False when it is gone meanwhile.</summary>
    internal bool Touch(string sha256)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(sha256), DateTime.UtcNow);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Whether the file is there with these very bytes; one that was damaged is written again.</summary>
    private static bool IsSound(string path, string sha256, long bytes, CancellationToken cancel)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true } found || found.Length != bytes) return false;
            using var file = File.OpenRead(path);
            return ContentHash.Of(file, cancel) == sha256;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
