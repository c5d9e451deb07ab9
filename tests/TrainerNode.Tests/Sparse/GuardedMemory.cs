using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Engines.Sparse;

namespace ActorSearch.TrainerNode.Tests.Sparse;

/// <summary>Gives every buffer pages of its own between two that fault: it ends where the last begins, or begins where the first ends.</summary>
internal sealed unsafe partial class GuardedMemory(bool atEnd) : IMemory
{
    private const int Page = 4096, ReadWrite = 3, None = 0, PrivateAnonymous = 0x22;
    private readonly Dictionary<nint, (nint Map, nuint Length)> _maps = [];

    public nint Take(long bytes)
    {
        var inner = (bytes + Page - 1) / Page * Page;
        var length = (nuint)(inner + 2 * Page);
        var map = mmap(0, length, ReadWrite, PrivateAnonymous, -1, 0);
        if (map == -1 || mprotect(map, Page, None) != 0 || mprotect(map + Page + (nint)inner, Page, None) != 0)
            throw new IOException("cannot map guarded memory");
        var block = map + Page + (atEnd ? (nint)(inner - bytes) : 0);
        _maps[block] = (map, length);
        return block;
    }

    public void Give(nint block, long bytes)
    {
        var (map, length) = _maps[block];
        _maps.Remove(block);
        if (munmap(map, length) != 0) throw new IOException("cannot unmap guarded memory");
    }

#pragma warning disable IDE1006 // the C library's names
    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(nint address, nuint length, int protection);

    [LibraryImport("libc")]
    private static partial int munmap(nint address, nuint length);
#pragma warning restore IDE1006
}
