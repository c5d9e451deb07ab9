using System.IO.Enumeration;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores.Folder;

namespace ActorSearch.TrainerNode.Training.Stores.Http;

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

    /// <summary>Files in use had to stay although the rest did not fit: the end of their use shrinks the cache again.</summary>
    private bool _over;

    /// <param name="folder">Several processes may share it.</param>
    /// <param name="maxBytes">That its files may have together.</param>
    public CheckpointCache(string folder, long maxBytes) => (_files, _maxBytes) = (new FolderCheckpointStore(folder, durable: false), maxBytes);

    /// <summary>The file, checked and at its start; null when it is not here.</summary>
    public Stream? Find(CheckpointRef reference) => Using(reference.Sha256, () =>
    {
        Stream? content = null;
        try
        {
            content = _files.Open(reference);
            if (ContentHash.Of(content) == reference.Sha256)
            {
                _files.Touch(reference.Sha256);
                content.Position = 0;
                return content;
            }
        }
        catch (CheckpointDamagedException)
        {
        }
        content?.Dispose();
        _files.Delete(reference.Sha256);
        return null;
    });

    /// <summary>Keeps a file if it can be kept.</summary>
    /// <param name="content">With this hash; seekable.</param>
    public void Add(Stream content, string sha256)
    {
        if (content.Length > _maxBytes) return;
        Using<object>(sha256, () =>
        {
            OwnFolder.Make(_files.Folder);
            _files.Write(sha256, content);
            Shrink();
            return null;
        });
    }

    /// <summary>Deletes the file if it is here.</summary>
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
                if (bytes <= _maxBytes) break;
                if (_inUse.ContainsKey(Path.GetFileNameWithoutExtension(file.Path))) continue;
                File.Delete(file.Path);
                bytes -= file.Bytes;
            }
            _over = bytes > _maxBytes;
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
            if (--_inUse[sha256] > 0) return;
            _inUse.Remove(sha256);
            if (!_over) return;
            try
            {
                Shrink();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>The disk may be full, or not to be written: the file is in the store.</summary>
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
