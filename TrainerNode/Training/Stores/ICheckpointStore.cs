using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Stores;

/// <summary>
/// Files named by the SHA-256 of their contents. A file appears whole, durable and with its hash, or not at all. Safe for several threads and processes.
/// <see cref="CheckpointStores"/> makes the store of a place.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>Stores a file. One that is there already counts as written now.</summary>
    /// <param name="content">Seekable; all of it is taken, and only a block at a time is held in memory.</param>
    /// <exception cref="InvalidDataException">The contents do not have this hash.</exception>
    /// <exception cref="IOException">The store is full, or cannot be reached or written.</exception>
    void Write(string sha256, Stream content, CancellationToken cancel = default);

    /// <summary>Opens a file. Memory does not grow with its size. The store need not have checked its hash: the reader does.</summary>
    /// <returns>Seekable, at its start. It stays readable when the file is deleted.</returns>
    /// <exception cref="CheckpointDamagedException">The file is missing or has another size.</exception>
    /// <exception cref="IOException">The store cannot be reached or read.</exception>
    Stream Open(CheckpointRef reference, CancellationToken cancel = default);

    /// <summary>Looks at a file without reading it; null when it is missing.</summary>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    StoreEntry? Find(string sha256, CancellationToken cancel = default);

    /// <summary>Names of the files that no write has touched since a time, in order, wherever the store keeps them.</summary>
    /// <param name="after">Leaves out this name and all before it.</param>
    /// <exception cref="IOException">Not every place could be asked.</exception>
    IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default);

    /// <summary>Deletes the file if it is there.</summary>
    /// <param name="unlessWrittenSince">A write at or after this time spares it, because a search may rely on the file since then.</param>
    /// <exception cref="IOException">Not everywhere; what is left costs space only.</exception>
    void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null);

    /// <summary>Stores these bytes, or finds them already there.</summary>
    /// <exception cref="IOException">The store is full, or cannot be reached or written.</exception>
    CheckpointRef Write(byte[] content, long step)
    {
        var reference = new CheckpointRef(ContentHash.Of(content), content.Length, step);
        using var stream = new MemoryStream(content);
        Write(reference.Sha256, stream);
        return reference;
    }

    /// <summary>The whole file, checked.</summary>
    /// <exception cref="CheckpointDamagedException">Missing, or its hash or size does not match.</exception>
    /// <exception cref="IOException">The store cannot be reached or read.</exception>
    byte[] Read(CheckpointRef reference)
    {
        using var content = Open(reference);
        var bytes = new byte[reference.Bytes];
        var count = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count == bytes.Length && ContentHash.Of(bytes) == reference.Sha256
            ? bytes
            : throw new CheckpointDamagedException(reference, "the contents do not match the hash");
    }

    /// <summary>Whether the file is there, with its size.</summary>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    bool Exists(CheckpointRef reference) => Find(reference.Sha256)?.Bytes == reference.Bytes;

    /// <summary>Opens a file on a thread of its own: a store may be far away, and the threads of the pool carry heartbeats.</summary>
    /// <inheritdoc cref="Open"/>
    Task<Stream> OpenAsync(CheckpointRef reference, CancellationToken cancel) =>
        Task.Factory.StartNew(() => Open(reference, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
