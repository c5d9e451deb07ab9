using System.Collections.Concurrent;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>A checkpoint store that outlives hosts within one test.</summary>
public sealed class MemoryStore : ICheckpointStore
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public ConcurrentQueue<string> Deleted { get; } = new();

    public CheckpointRef Write(byte[] content, long step)
    {
        var sha256 = ContentHash.Of(content);
        Files[sha256] = content;
        return new CheckpointRef(sha256, content.Length, step);
    }

    public void Write(string sha256, Stream content, CancellationToken cancel = default)
    {
        using var bytes = new MemoryStream();
        content.Position = 0;
        if (ContentHash.Copy(content, bytes, cancel) != sha256) throw ContentHash.Refused(sha256);
        Files[sha256] = bytes.ToArray();
    }

    public Stream Open(CheckpointRef reference, CancellationToken cancel = default) =>
        Files.TryGetValue(reference.Sha256, out var bytes) ? new MemoryStream(bytes) : throw new CheckpointDamagedException(reference, "missing");

    public StoreEntry? Find(string sha256, CancellationToken cancel = default) =>
        Files.TryGetValue(sha256, out var bytes) ? new StoreEntry(bytes.Length, null) : null;

    public IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default) => [];

    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null)
    {
        if (Files.TryRemove(sha256, out _)) Deleted.Enqueue(sha256);
    }
}
