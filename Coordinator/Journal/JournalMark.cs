using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorSearch.Coordinator.Journal;

/// <summary>How far a journal reached: how many rows it had, the number of the last one, and a chain of hashes over all of them in order.</summary>
/// <param name="Last">The row's `ordering`.</param>
internal readonly record struct JournalMark(long Records, long Last, UInt128 Chain)
{
    public const int Bytes = 48;
    public const int ChainBytes = 16;

    private const int Hashed = 40;

    /// <summary>Of a journal without rows.</summary>
    public static JournalMark Empty => default;

    private static ReadOnlySpan<byte> Magic => "ASMARK1\n"u8;

    /// <summary>The mark of the journal with one more row.</summary>
    public JournalMark Next(long ordering, ReadOnlySpan<byte> row)
    {
        // Rented: every record of a search goes through here.
        var linked = ArrayPool<byte>.Shared.Rent(ChainBytes + row.Length);
        BinaryPrimitives.WriteUInt128LittleEndian(linked, Chain);
        row.CopyTo(linked.AsSpan(ChainBytes));
        var hash = SHA256.HashData(linked.AsSpan(0, ChainBytes + row.Length));
        ArrayPool<byte>.Shared.Return(linked);
        return new JournalMark(Records + 1, ordering, BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }

    /// <param name="to"><see cref="Bytes"/> long.</param>
    public void Write(Span<byte> to)
    {
        Magic.CopyTo(to);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], Records);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Last);
        BinaryPrimitives.WriteUInt128LittleEndian(to[24..], Chain);
        BinaryPrimitives.WriteUInt64LittleEndian(to[Hashed..], Sum(to[..Hashed]));
    }

    /// <returns>Null for bytes that <see cref="Write"/> did not write.</returns>
    public static JournalMark? Read(ReadOnlySpan<byte> from) =>
        from.Length < Bytes || !from.StartsWith(Magic) || BinaryPrimitives.ReadUInt64LittleEndian(from[Hashed..]) != Sum(from[..Hashed])
            ? null
            : new JournalMark(
                BinaryPrimitives.ReadInt64LittleEndian(from[8..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
                BinaryPrimitives.ReadUInt128LittleEndian(from[24..]));

    private static ulong Sum(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes));
}
