using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Stores.Folder;

/// <summary>A folder of content-addressed files, `ab/abcdef....safetensors`, on a local or shared disk.</summary>
/// <param name="folder">Made when the first file is written.</param>
/// <param name="durable">False for a cache, which may lose files: no flush to the disk.</param>
public sealed class FolderCheckpointStore(string folder, bool durable = true) : ICheckpointStore
{
    private const string Extension = ".safetensors";

    /// <summary>Absolute path of the folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public void Write(string sha256, Stream content, CancellationToken cancel = default)
    {
        var path = PathOf(sha256);
        using (var found = OpenSound(new CheckpointRef(sha256, content.Length, 0), cancel))
            if (found is not null && Touch(sha256)) return;
        var parent = Path.GetDirectoryName(path)!;
        var isNew = !Directory.Exists(parent);
        Directory.CreateDirectory(parent);
        using (var file = new WholeFile(path, durable))
        {
            content.Position = 0;
            if (ContentHash.Copy(content, file.Content, cancel) != sha256) throw ContentHash.Refused(sha256);
            file.Complete();
        }
        if (isNew && durable) Posix.FlushFolder(Folder);
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
            var what = $"{file.Length} bytes long instead of {reference.Bytes}";
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

    /// <summary>The file, checked and at its start; null where it is missing or damaged.</summary>
    internal Stream? OpenSound(CheckpointRef reference, CancellationToken cancel = default)
    {
        if (Find(reference.Sha256, cancel)?.Bytes != reference.Bytes) return null;
        try
        {
            var file = Open(reference, cancel);
            if (ContentHash.Of(file, cancel) == reference.Sha256)
            {
                file.Position = 0;
                return file;
            }
            file.Dispose();
        }
        catch (CheckpointDamagedException)
        {
            // Another process has replaced or deleted it.
        }
        return null;
    }
}
