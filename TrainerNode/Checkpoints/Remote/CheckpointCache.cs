using System.IO.Enumeration;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Devices;

namespace ActorSearch.TrainerNode.Checkpoints.Remote;

/// <summary>
/// Files of a remote store that were used lately, on this machine's disk, up to a size: the least recently used go first, none while a
/// thread of this process reads or writes it (another process keeps what it has open, as Linux does). A cache that fails is no failure.
/// </summary>
public sealed class CheckpointCache
{
    private readonly FolderCheckpointStore _files;
    private readonly long _maxBytes;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _inUse = [];

    /// <param name="folder">Several processes may share it.</param>
    public CheckpointCache(string folder, long maxBytes) => (_files, _maxBytes) = (new FolderCheckpointStore(folder, durable: false), maxBytes);

    /// <summary>The file's bytes, checked; null when they are not here.</summary>
    public byte[]? Find(CheckpointRef reference) => Using(reference.Sha256, () =>
    {
        try
        {
            var bytes = _files.Read(reference);
            _files.Touch(reference.Sha256, DateTimeOffset.UtcNow);
            return bytes;
        }
        catch (CheckpointDamagedException)
        {
            _files.Delete(reference.Sha256);
            return null;
        }
    });

    public void Add(ReadOnlySpan<byte> content, string sha256)
    {
        if (content.Length > _maxBytes) return;
        Pin(sha256);
        try
        {
            OwnFolder.Make(_files.Folder);
            _files.Write(content, 0);
            Shrink();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full, perhaps: the file is in the store.
        }
        finally
        {
            Unpin(sha256);
        }
    }

    public void Remove(string sha256) => Using<object>(sha256, () =>
    {
        _files.Delete(sha256);
        return null;
    });

    /// <summary>Deletes the least recently used files until the rest fits. Looks at the folder itself, for other processes use it too.</summary>
    internal void Shrink()
    {
        lock (_lock)
        {
            if (!Directory.Exists(_files.Folder)) return;
            // Lengths of files that another process removes meanwhile are 0.
            var files = new FileSystemEnumerable<(string Path, long Bytes, DateTimeOffset Used)>(_files.Folder,
                (ref entry) => (entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc), new() { RecurseSubdirectories = true })
            {
                ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && entry.FileName.EndsWith(".safetensors"),
            }.OrderBy(file => file.Used).ToList();
            var bytes = files.Sum(file => file.Bytes);
            foreach (var file in files)
            {
                if (bytes <= _maxBytes) return;
                if (_inUse.ContainsKey(Path.GetFileNameWithoutExtension(file.Path))) continue;
                File.Delete(file.Path);
                bytes -= file.Bytes;
            }
        }
    }

    internal void Pin(string sha256)
    {
        lock (_lock) _inUse[sha256] = _inUse.GetValueOrDefault(sha256) + 1;
    }

    internal void Unpin(string sha256)
    {
        lock (_lock)
        {
            if (--_inUse[sha256] == 0) _inUse.Remove(sha256);
        }
    }

    private T? Using<T>(string sha256, Func<T?> use) where T : class
    {
        Pin(sha256);
        try
        {
            return use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            Unpin(sha256);
        }
    }
}
