using ActorSearch.Search;

namespace ActorSearch.TrainerNode.Checkpoints;

/// <summary>Content-addressed files. Writing is atomic and durable (temporary name, flush, rename); reading checks the hash.</summary>
public interface ICheckpointStore
{
    /// <summary>Stores the bytes, or finds them already there.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    CheckpointRef Write(ReadOnlySpan<byte> content, long step);

    /// <exception cref="CheckpointDamagedException">Missing, or its hash or size does not match.</exception>
    byte[] Read(CheckpointRef reference);

    bool Exists(CheckpointRef reference);

    /// <summary>Deletes the file if it is there.</summary>
    /// <exception cref="IOException">Not everywhere; what is left costs space only.</exception>
    void Delete(string sha256);

    /// <summary>
    /// Deletes the file unless it was written, or found already there by a write, at or after a time: somebody may rely on it since.
    /// A store that keeps no times deletes it.
    /// </summary>
    /// <exception cref="IOException">Not everywhere; what is left costs space only.</exception>
    void Delete(string sha256, DateTimeOffset unlessWrittenSince) => Delete(sha256);

    /// <summary>Names (SHA-256) of the files that no write has touched since a time, wherever the store keeps them. None where a store cannot tell.</summary>
    /// <exception cref="IOException">Not every place could be asked.</exception>
    IReadOnlyCollection<string> WrittenBefore(DateTimeOffset time) => [];
}

/// <summary>A stored file is missing or not what its name says.</summary>
public sealed class CheckpointDamagedException : Exception
{
    public CheckpointDamagedException(CheckpointRef reference, string reason) : base($"checkpoint {reference.Sha256[..12]}: {reason}") => Reference = reference;
    public CheckpointRef Reference { get; }
}
