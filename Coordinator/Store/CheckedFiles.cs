using System.Collections.Concurrent;
using System.Security.Cryptography;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Store;

/// <summary>
/// The coordinator's own files, with their hashes checked before they are given out: once while file and process last, and again
/// whenever a client that read wrong bytes asks for it. A file that is not what its name says is deleted.
/// </summary>
internal sealed class CheckedFiles(ICheckpointStore files)
{
    private readonly ConcurrentDictionary<string, StoreEntry> _sound = new();

    public ICheckpointStore Files => files;

    /// <summary>The file, found sound; null when it is not here.</summary>
    public async Task<StoreEntry?> FindAsync(string sha256, bool checkAgain, CancellationToken cancel)
    {
        if (files.Find(sha256, cancel) is { } file)
        {
            if (!checkAgain && _sound.TryGetValue(sha256, out var known) && known == file) return file;
            try
            {
                await using var content = files.Open(Reference(sha256, file), cancel);
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel)) == sha256)
                {
                    _sound[sha256] = file;
                    return file;
                }
                files.Delete(sha256);
            }
            catch (CheckpointDamagedException)
            {
                // Deleted, or replaced, meanwhile.
            }
        }
        _sound.TryRemove(sha256, out _);
        return null;
    }

    /// <summary>A file that <see cref="FindAsync"/> found; null when it is gone.</summary>
    public Stream? Open(string sha256, StoreEntry file)
    {
        try
        {
            return files.Open(Reference(sha256, file));
        }
        catch (CheckpointDamagedException)
        {
            return null;
        }
    }

    /// <summary>Takes a file in. The threads of the pool stay free, because they carry heartbeats.</summary>
    /// <param name="content">Disposed here; null: there is none any more.</param>
    /// <returns>False: the contents do not have the hash.</returns>
    public Task<bool> TakeAsync(string sha256, Stream? content) => Task.Factory.StartNew(() =>
    {
        using (content)
        {
            try
            {
                if (content is null) return false;
                files.Write(sha256, content);
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
        if (files.Find(sha256) is { } file) _sound[sha256] = file;
        return true;
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static CheckpointRef Reference(string sha256, StoreEntry file) => new(sha256, file.Bytes, Step: 0);
}
