using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorSearch.TrainerNode.Training.Data.Splitting;

/// <summary>Samples with equal features, found by SHA-256 (its first 128 bits).</summary>
internal sealed class Duplicates
{
    /// <param name="count">Number of samples.</param>
    /// <param name="features">The bytes that make up a sample, its label left out.</param>
    /// <param name="cancel">Looked at before each sample.</param>
    public Duplicates(int count, Func<int, ReadOnlySpan<byte>> features, CancellationToken cancel)
    {
        var hashes = new UInt128[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            Span<byte> hash = stackalloc byte[32];
            SHA256.HashData(features(i), hash);
            hashes[i] = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        });
        var first = new Dictionary<UInt128, int>(count);
        FirstOf = new int[count];
        for (var i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            FirstOf[i] = first.TryAdd(hashes[i], i) ? i : first[hashes[i]];
        }
    }

    /// <summary>Per sample, the first sample with the same features (itself, where it is the first).</summary>
    public int[] FirstOf { get; }

    /// <summary>Samples whose features also occur under the other class.</summary>
    public int Conflicting(ReadOnlySpan<byte> y)
    {
        var seen = new byte[FirstOf.Length];
        for (var i = 0; i < seen.Length; i++) seen[FirstOf[i]] |= (byte)(1 << y[i]);
        return FirstOf.Count(first => seen[first] == 3);
    }

    /// <summary>Per sample, the number of what must stay together: equal features, or an equal group, or a chain of these.</summary>
    public int[] GroupsWith(IReadOnlyList<string>? groups)
    {
        var parent = (int[])FirstOf.Clone();
        if (groups is not null)
        {
            var first = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < parent.Length; i++)
            {
                if (first.TryAdd(groups[i], i)) continue;
                var (a, b) = (Root(i), Root(first[groups[i]]));
                (parent[Math.Max(a, b)], parent[i]) = (Math.Min(a, b), Math.Min(a, b));
            }
        }
        for (var i = 0; i < parent.Length; i++) parent[i] = Root(i);
        return parent;

        int Root(int i)
        {
            while (parent[i] != i) i = parent[i] = parent[parent[i]];
            return i;
        }
    }
}
