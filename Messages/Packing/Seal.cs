using System.Runtime.Serialization;
using System.Security.Cryptography;

namespace ActorSearch.Messages.Packing;

/// <summary>
/// Appends the SHA-256 of a snapshot to its JSON and verifies it. The journal's mark detects changed records but does not cover snapshots. Without a seal, a
/// snapshot with one flipped bit might still be readable and give a search another state.
/// </summary>
internal static class Seal
{
    /// <summary>The record with its hash appended.</summary>
    public static byte[] Close(byte[] record) => [.. record, .. SHA256.HashData(record)];

    /// <summary>Appends the hash to the record.</summary>
    public static void Close(Pieces record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in record.All) hash.AppendData(piece.Span);
        hash.GetHashAndReset(record.GetSpan(SHA256.HashSizeInBytes));
        record.Advance(SHA256.HashSizeInBytes);
    }

    /// <summary>Verifies and removes the hash.</summary>
    /// <returns>The record as it was given to <see cref="Close(byte[])"/>.</returns>
    /// <exception cref="SerializationException">The hash is missing or differs.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> record) =>
        record.Length > SHA256.HashSizeInBytes && SHA256.HashData(record[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(record[^SHA256.HashSizeInBytes..])
            ? record[..^SHA256.HashSizeInBytes]
            : throw new SerializationException("a snapshot is damaged, or of a version that did not seal it");
}
