using ActorSearch.Search;
using ActorSearch.TrainerNode.Checkpoints;

namespace ActorSearch.Coordinator.Store;

/// <summary>
/// One coordinator's checkpoint store: its folder, its unfinished uploads and its peers. For the actors of this process it is an
/// <see cref="ICheckpointStore"/>; <see cref="HttpCheckpointServer"/> offers it to everybody else.
/// </summary>
public sealed class CheckpointStoreService : ICheckpointStore, IDisposable
{
    public CheckpointStoreService(FolderCheckpointStore folder, CheckpointStoreOptions options)
    {
        Options = options;
        Folder = new CheckedFolder(folder);
        Uploads = new UnfinishedUploads(folder.Folder, options);
        Replicas = new StoreReplicas(Folder, Uploads, options);
    }

    internal CheckpointStoreOptions Options { get; }
    internal CheckedFolder Folder { get; }
    internal UnfinishedUploads Uploads { get; }
    internal StoreReplicas Replicas { get; }

    public void Dispose() => Replicas.Dispose();

    /// <exception cref="IOException">Not as many coordinators hold it as are wanted.</exception>
    public CheckpointRef Write(ReadOnlySpan<byte> content, long step)
    {
        var reference = Folder.Files.Write(content, step);
        return Replicas.CopyAsync(reference.Sha256).GetAwaiter().GetResult() is { } reason
            ? throw new IOException($"checkpoint {reference.Sha256[..12]} not stored: {reason}")
            : reference;
    }

    public byte[] Read(CheckpointRef reference)
    {
        Locate(reference);
        return Folder.Files.Read(reference);
    }

    public bool Exists(CheckpointRef reference)
    {
        try
        {
            Locate(reference);
        }
        catch (CheckpointDamagedException)
        {
            return false;
        }
        return Folder.Files.Exists(reference);
    }

    public void Delete(string sha256)
    {
        Folder.Files.Delete(sha256);
        Replicas.Delete(sha256, null);
    }

    public void Delete(string sha256, DateTimeOffset unlessWrittenSince)
    {
        Folder.Files.Delete(sha256, unlessWrittenSince);
        Replicas.Delete(sha256, unlessWrittenSince);
    }

    public IReadOnlyCollection<string> WrittenBefore(DateTimeOffset time) => [.. Folder.Files.WrittenBefore(time).Union(Replicas.WrittenBefore(time))];

    /// <summary>Sees to it that the file is here, sound, if any coordinator has it.</summary>
    private void Locate(CheckpointRef reference)
    {
        if (Folder.FindAsync(reference.Sha256, checkAgain: false, CancellationToken.None).GetAwaiter().GetResult() is not null) return;
        switch (Replicas.FetchAsync(reference.Sha256).GetAwaiter().GetResult())
        {
            case Fetched.NowhereElse: throw new CheckpointDamagedException(reference, "no coordinator has it");
            case Fetched.SomePeerIsAway: throw new IOException($"checkpoint {reference.Sha256[..12]} is not here, and a coordinator that may have it does not answer");
        }
    }
}
