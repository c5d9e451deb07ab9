using System.Collections.Concurrent;
using System.Security.Cryptography;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Checkpoints;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>A checkpoint store that outlives hosts within one test.</summary>
public sealed class MemoryStore : ICheckpointStore
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public ConcurrentQueue<string> Deleted { get; } = new();

    public CheckpointRef Write(ReadOnlySpan<byte> content, long step)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        Files[sha256] = content.ToArray();
        return new CheckpointRef(sha256, content.Length, step);
    }

    public byte[] Read(CheckpointRef reference) =>
        Files.GetValueOrDefault(reference.Sha256) ?? throw new CheckpointDamagedException(reference, "missing");

    public bool Exists(CheckpointRef reference) => Files.ContainsKey(reference.Sha256);

    public void Delete(string sha256)
    {
        if (Files.TryRemove(sha256, out _)) Deleted.Enqueue(sha256);
    }
}
