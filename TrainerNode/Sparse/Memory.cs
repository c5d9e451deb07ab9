using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training;

namespace ActorSearch.TrainerNode.Sparse;

/// <summary>Where the engine's buffers come from; tests put a page that faults behind each.</summary>
internal interface IMemory
{
    /// <summary>Zeroed memory that starts on a 64-byte boundary.</summary>
    nint Take(long bytes);

    void Give(nint block, long bytes);
}

/// <summary>The C library's.</summary>
internal sealed unsafe class AlignedMemory : IMemory
{
    private const int Alignment = 64;

    public static AlignedMemory Shared { get; } = new();

    /// <exception cref="DeviceMemoryException">The machine has no more.</exception>
    public nint Take(long bytes)
    {
        void* block;
        try
        {
            block = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        }
        catch (OutOfMemoryException e)
        {
            throw new DeviceMemoryException($"out of memory: {bytes} bytes for the sparse engine", e);
        }
        NativeMemory.Clear(block, (nuint)bytes);
        return (nint)block;
    }

    public void Give(nint block, long bytes) => NativeMemory.AlignedFree((void*)block);
}

/// <summary>All buffers of one engine, given back together.</summary>
internal sealed unsafe class Arena(IMemory memory) : IDisposable
{
    private readonly List<(nint Block, long Bytes)> _blocks = [];

    public float* Floats(long count) => (float*)Take(count * sizeof(float));

    public int* Ints(IReadOnlyList<int> values)
    {
        var block = (int*)Take((long)values.Count * sizeof(int));
        for (var i = 0; i < values.Count; i++) block[i] = values[i];
        return block;
    }

    public void Dispose()
    {
        foreach (var (block, bytes) in _blocks) memory.Give(block, bytes);
        _blocks.Clear();
    }

    private nint Take(long bytes)
    {
        var size = Math.Max(bytes, sizeof(float));
        var block = memory.Take(size);
        _blocks.Add((block, size));
        return block;
    }
}
