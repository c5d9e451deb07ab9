using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Engines;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>Allocates the engine's buffers. Tests place an inaccessible page after each buffer.</summary>
internal interface IMemory
{
    /// <summary>Allocates zeroed memory that is aligned to 64 bytes.</summary>
    nint Take(long bytes);

    /// <summary>Releases a block.</summary>
    /// <param name="bytes">The size that it was allocated with.</param>
    void Give(nint block, long bytes);
}

/// <summary>Memory of the C library.</summary>
internal sealed unsafe class AlignedMemory : IMemory
{
    private const int Alignment = 64;

    /// <inheritdoc/>
    /// <exception cref="DeviceMemoryException">The machine is out of memory.</exception>
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

    /// <inheritdoc/>
    public void Give(nint block, long bytes) => NativeMemory.AlignedFree((void*)block);
}

/// <summary>All buffers of one engine, which are released together.</summary>
internal sealed unsafe class Arena(IMemory memory) : IDisposable
{
    private readonly List<(nint Block, long Bytes)> _blocks = [];

    /// <summary>Allocates zeroed floats.</summary>
    public float* Floats(long count) => (float*)Take(count * sizeof(float));

    /// <summary>Allocates a copy of a list.</summary>
    public int* Ints(IReadOnlyList<int> values)
    {
        var block = (int*)Take((long)values.Count * sizeof(int));
        for (var i = 0; i < values.Count; i++) block[i] = values[i];
        return block;
    }

    /// <summary>Releases all buffers.</summary>
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
