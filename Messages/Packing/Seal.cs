using System.Runtime.Serialization;
using System.Security.Cryptography;

namespace ActorSearch.Messages.Packing;

/// <summary>
/// The SHA-256 of a snapshot behind its JSON. Records are held against the journal's mark; snapshots are not, and one whose changed bit can still be read would
/// give a search another state.
/// </summary>
internal static class Seal
{
    public static byte[] Close(byte[] record) => [.. record, .. SHA256.HashData(record)];

    public static void Close(Pieces record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in record.All) hash.AppendData(piece.Span);
        hash.GetHashAndReset(record.GetSpan(SHA256.HashSizeInBytes));
        record.Advance(SHA256.HashSizeInBytes);
    }

    /// <returns>What was closed.</returns>
    /// <exception cref="SerializationException">It is not as it was.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> record) =>
        record.Length > SHA256.HashSizeInBytes && SHA256.HashData(record[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(record[^SHA256.HashSizeInBytes..])
            ? record[..^SHA256.HashSizeInBytes]
            : throw new SerializationException("a snapshot is damaged, or of a version that did not seal it");
}
