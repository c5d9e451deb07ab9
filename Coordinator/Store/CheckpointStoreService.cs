using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Http;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Store;

/// <summary>
/// One coordinator's checkpoint store: files of its own, in a store of any kind, unfinished uploads and peers. For the actors and routes of this process it
/// is an <see cref="ICheckpointStore"/>; <see cref="HttpCheckpointServer"/> offers it to other processes.
/// </summary>
public sealed class CheckpointStoreService : ICheckpointStore, IDisposable
{
    /// <param name="own">Disposed with the service where that can be done.</param>
    /// <param name="uploads">A local folder for uploads that are not whole.</param>
    public CheckpointStoreService(ICheckpointStore own, string uploads, CheckpointStoreOptions options)
    {
        Options = options;
        Own = new CheckedFiles(own);
        Uploads = new UnfinishedUploads(uploads, options);
        Replicas = new StoreReplicas(Own, Uploads, options, NodeClient.New(options.Token, options.PeerTimeout, options.Handler?.Invoke()));
    }

    internal CheckpointStoreOptions Options { get; }
    internal CheckedFiles Own { get; }
    internal UnfinishedUploads Uploads { get; }
    internal StoreReplicas Replicas { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Replicas.Dispose();
        (Own.Files as IDisposable)?.Dispose();
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">Fewer coordinators hold it than are required.</exception>
    public void Write(string sha256, Stream content, CancellationToken cancel = default)
    {
        Own.Files.Write(sha256, content, cancel);
        if (Replicas.CopyAsync(sha256).GetAwaiter().GetResult() is { } reason) throw new IOException($"checkpoint {sha256[..12]} not stored: {reason}");
    }

    /// <summary>Fetches the file from a peer if it is not here.</summary>
    /// <exception cref="CheckpointDamagedException">No coordinator has it.</exception>
    /// <exception cref="IOException">It is not here, and a coordinator that may have it does not respond.</exception>
    public Stream Open(CheckpointRef reference, CancellationToken cancel = default)
    {
        var content = OpenAsync(reference.Sha256, alone: false, checkAgain: false, cancel).GetAwaiter().GetResult()
            ?? throw new CheckpointDamagedException(reference, "no coordinator has it");
        if (content.Length == reference.Bytes) return content;
        using (content) throw new CheckpointDamagedException(reference, $"another size than {reference.Bytes} bytes");
    }

    /// <inheritdoc/>
    public StoreEntry? Find(string sha256, CancellationToken cancel = default) =>
        LocateAsync(sha256, alone: false, checkAgain: false, cancel).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default) =>
        Own.Files.List(writtenBefore, after, cancel).Union(Replicas.List(writtenBefore, after, cancel)).Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null)
    {
        Own.Files.Delete(sha256, unlessWrittenSince);
        Replicas.Delete(sha256, unlessWrittenSince);
    }

    /// <summary>A file for a client, sound when it was opened; null when no coordinator has it.</summary>
    /// <param name="alone">Peers are not asked.</param>
    /// <param name="checkAgain">Its hash is checked even if it has been before.</param>
    /// <exception cref="PeerAwayException"/>
    internal async Task<Stream?> OpenAsync(string sha256, bool alone, bool checkAgain, CancellationToken cancel) =>
        await LocateAsync(sha256, alone, checkAgain, cancel) is { } file ? Own.Open(sha256, file) : null;

    /// <summary>Fetches the file if it is not here, and any other coordinator has it.</summary>
    private async Task<StoreEntry?> LocateAsync(string sha256, bool alone, bool checkAgain, CancellationToken cancel)
    {
        if (await Own.FindAsync(sha256, checkAgain, cancel) is { } file) return file;
        if (alone) return null;
        return await Replicas.FetchAsync(sha256) ? await Own.FindAsync(sha256, checkAgain: false, cancel) : throw new PeerAwayException();
    }
}
