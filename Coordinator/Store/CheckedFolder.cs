using System.Collections.Concurrent;
using System.Security.Cryptography;
using ActorSearch.TrainerNode.Checkpoints;

namespace ActorSearch.Coordinator.Store;

/// <summary>
/// The coordinator's own files, with their hashes checked before they are given out: once while file and process last, and again
/// whenever somebody who read wrong bytes asks for it. A file that is not what its name says is deleted.
/// </summary>
internal sealed class CheckedFolder(FolderCheckpointStore files)
{
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written)> _sound = new();

    public FolderCheckpointStore Files => files;

    /// <summary>The file, found sound; null when it is not here.</summary>
    public async Task<FileInfo?> FindAsync(string sha256, bool checkAgain, CancellationToken cancel)
    {
        if (files.Find(sha256) is not { } file)
        {
            _sound.TryRemove(sha256, out _);
            return null;
        }
        var seen = (file.Length, file.LastWriteTimeUtc);
        if (!checkAgain && _sound.TryGetValue(sha256, out var known) && known == seen) return file;
        try
        {
            if (await HashAsync(file.FullName, cancel) == sha256)
            {
                _sound[sha256] = seen;
                return file;
            }
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        files.Delete(sha256);
        _sound.TryRemove(sha256, out _);
        return null;
    }

    /// <summary>Takes a file in, if its contents have the hash.</summary>
    /// <param name="path">Gone afterwards when it was taken.</param>
    public async Task<bool> AdoptAsync(string path, string sha256, CancellationToken cancel)
    {
        if (await HashAsync(path, cancel) != sha256) return false;
        files.Adopt(path, sha256);
        if (files.Find(sha256) is { } file) _sound[sha256] = (file.Length, file.LastWriteTimeUtc);
        return true;
    }

    /// <summary>A write found the file here: from now on somebody relies on it. False when it is gone.</summary>
    public bool Touch(string sha256)
    {
        if (!files.Touch(sha256, DateTimeOffset.UtcNow)) return false;
        if (files.Find(sha256) is { } file) _sound[sha256] = (file.Length, file.LastWriteTimeUtc);
        return true;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }
}
