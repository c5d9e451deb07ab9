using System.IO.Enumeration;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores.Folder;

namespace ActorSearch.TrainerNode.Training.Stores.Http;

/// <summary>
/// Files of a remote store that were used lately, on this machine's disk, up to a size: the least recently used go first, none while a
/// thread of this process reads or writes it. (On Linux, another process can still read a deleted file that it has open.) A cache that fails is no failure.
/// </summary>
/// <param name="folder">Several processes may share it.</param>
/// <param name="maxBytes">That its files may have together.</param>
internal sealed class CheckpointCache(string folder, long maxBytes)
{
    private readonly FolderCheckpointStore _files = new(folder, durable: false);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _inUse = [];

    /// <summary>Files in use had to stay although the rest did not fit: the end of their use shrinks the cache again.</summary>
    private bool _over;

    /// <summary>The file, checked and at its start; null when it is not here.</summary>
    public Stream? Find(CheckpointRef reference) => Using(reference.Sha256, () =>
    {
        var content = _files.OpenSound(reference);
        if (content is null) _files.Delete(reference.Sha256);
        else _files.Touch(reference.Sha256);
        return content;
    });

    /// <summary>Keeps a file if it can be kept.</summary>
    /// <param name="content">With this hash; seekable.</param>
    public void Add(Stream content, string sha256)
    {
        if (content.Length > maxBytes) return;
        Using(sha256, () =>
        {
            OwnFolder.Make(_files.Folder);
            _files.Write(sha256, content);
            Shrink();
            return null;
        });
    }

    /// <summary>Deletes the file if it is here.</summary>
    public void Remove(string sha256) => Using(sha256, () =>
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
                if (bytes <= maxBytes) break;
                if (_inUse.ContainsKey(Path.GetFileNameWithoutExtension(file.Path))) continue;
                File.Delete(file.Path);
                bytes -= file.Bytes;
            }
            _over = bytes > maxBytes;
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
            if (_over) Optional.Try(Shrink);
        }
    }

    /// <summary>The disk may be full, or not to be written: the file is in the store.</summary>
    private Stream? Using(string sha256, Func<Stream?> use)
    {
        Pin(sha256);
        try
        {
            return Optional.Try(use);
        }
        finally
        {
            Unpin(sha256);
        }
    }
}
