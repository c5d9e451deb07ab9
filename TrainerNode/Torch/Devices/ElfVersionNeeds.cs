using System.Buffers.Binary;
using System.Text;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>
/// Changes the version requirements of a 64-bit little-endian ELF library in memory. The layout follows the System V gABI (dynamic section) and the Linux
/// Standard Base, "Symbol Versioning" (Verneed and Vernaux entries).
/// </summary>
internal static class ElfVersionNeeds
{
    private const int LoadSegment = 1, DynamicSegment = 2;
    private const long StringTable = 5, VersionNeeds = 0x6ffffffe, VersionNeedsCount = 0x6fffffff;
    private const ushort WeakFlag = 2;

    /// <summary>The file's first bytes: magic, 64-bit, little-endian.</summary>
    private static ReadOnlySpan<byte> Magic => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <summary>
    /// Marks every requirement of <paramref name="version"/> as weak, so that the loader accepts a dependency that does not define that version.
    /// </summary>
    /// <returns>Number of flags changed; 0 if the version is not required or already weak.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such library, or are truncated.</exception>
    public static int MakeWeak(Span<byte> elf, string version)
    {
        try
        {
            return Patch(elf, Encoding.ASCII.GetBytes(version));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("not a complete ELF library", e);
        }
    }

    private static int Patch(Span<byte> elf, ReadOnlySpan<byte> version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual(Magic))
            throw new InvalidDataException("not a 64-bit little-endian ELF library");
        var needs = FileOffset(elf, Dynamic(elf, VersionNeeds));
        var count = Dynamic(elf, VersionNeedsCount);
        var strings = FileOffset(elf, Dynamic(elf, StringTable));
        if (needs == 0 || count == 0) return 0;

        var changed = 0;
        for (var (i, need) = (0L, needs); i < count; i++)
        {
            var entries = U16(elf, need + 2);
            var entry = checked(need + (int)U32(elf, need + 8));
            for (var j = 0; j < entries; j++)
            {
                var flags = U16(elf, entry + 4);
                if (NameEquals(elf, checked(strings + (int)U32(elf, entry + 8)), version) && (flags & WeakFlag) == 0)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(entry + 4)..], (ushort)(flags | WeakFlag));
                    changed++;
                }
                entry = checked(entry + (int)U32(elf, entry + 12));
            }
            need = checked(need + (int)U32(elf, need + 12));
        }
        return changed;
    }

    private static bool NameEquals(ReadOnlySpan<byte> elf, int at, ReadOnlySpan<byte> name) =>
        elf.Slice(at, name.Length).SequenceEqual(name) && elf[at + name.Length] == 0;

    /// <summary>Value of a tag in the dynamic section; 0 if it is absent.</summary>
    private static long Dynamic(ReadOnlySpan<byte> elf, long tag)
    {
        foreach (var (type, offset, _, size) in Segments(elf))
        {
            if (type != DynamicSegment) continue;
            for (var at = offset; at < offset + size; at += 16)
            {
                if (I64(elf, checked((int)at)) == tag) return I64(elf, checked((int)at + 8));
            }
        }
        return 0;
    }

    private static int FileOffset(ReadOnlySpan<byte> elf, long address)
    {
        if (address == 0) return 0;
        foreach (var (type, offset, start, size) in Segments(elf))
        {
            if (type == LoadSegment && address >= start && address < start + size) return checked((int)(address - start + offset));
        }
        throw new InvalidDataException("an address of the dynamic section lies outside the file");
    }

    private static List<(uint Type, long Offset, long Address, long Size)> Segments(ReadOnlySpan<byte> elf)
    {
        var table = checked((int)I64(elf, 32));
        var (entrySize, count) = (U16(elf, 54), U16(elf, 56));
        var segments = new List<(uint, long, long, long)>(count);
        for (var i = 0; i < count; i++)
        {
            var at = table + i * entrySize;
            segments.Add((U32(elf, at), I64(elf, at + 8), I64(elf, at + 16), I64(elf, at + 32)));
        }
        return segments;
    }

    private static ushort U16(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]);
    private static uint U32(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]);
    private static long I64(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadInt64LittleEndian(elf[at..]);
}
