using System.Collections.Immutable;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Models;

namespace ActorSearch.TrainerNode.Pruning;

/// <summary>What the `random` criterion draws by.</summary>
public readonly record struct PruningKey(long Seed, int Replicate, int Level);

/// <summary>
/// Removes the share p of what is left that scores lowest (design part 3). Criteria after Zhou et al. 2019, "Deconstructing lottery
/// tickets" (magnitude, magnitude increase), with a random control; or by an importance computed before (Taylor).
/// </summary>
public static class Pruner
{
    /// <param name="current">The parent's mask.</param>
    /// <param name="trained">The parent's kept weights, by layout.</param>
    /// <param name="reference">What `magnitude-increase` compares with, by layout; empty = 0.</param>
    /// <param name="rate">Share p of the weights left to remove; floor(p x left) go, p taken as the decimal number written.</param>
    /// <param name="importance">What `taylor` goes by, by layout.</param>
    public static NetworkMask Prune(
        FlatLayout layout, NetworkMask current, ReadOnlySpan<float> trained, ReadOnlySpan<float> reference, PruneSpec spec, double rate, PruningKey key,
        ReadOnlySpan<float> importance = default)
    {
        var candidates = new List<ulong>[layout.Parameters.Length];
        var first = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            candidates[i] = current.Tensors[i] is { } mask
                ? Candidates(mask, layout.Slice(trained, i), reference.IsEmpty ? reference : layout.Slice(reference, i),
                    spec.Criterion == CriterionKind.Taylor ? layout.Slice(importance, i) : default, spec.Criterion, key, i, first)
                : [];
            first = checked(first + layout.Parameters[i].Count);
        }

        var gone = spec.Scope == ScopeKind.Global
            ? Lowest([.. candidates.SelectMany(c => c)], left => Share(rate, left))
            : candidates.SelectMany(c => Lowest([.. c], left => Math.Min(Share(rate, left), Math.Max(left - 1, 0))));
        return Without(layout, current, gone);
    }

    /// <summary>floor(rate x left), exact for a rate written with up to 15 digits: 0.29 x 100 is 29.</summary>
    internal static int Share(double rate, int left) => (int)decimal.Floor((decimal)rate * left);

    /// <summary>The elements left as sortable numbers: score above, position in the network below, so that ties fall by index.</summary>
    private static List<ulong> Candidates(
        BitMask mask, ReadOnlySpan<float> trained, ReadOnlySpan<float> reference, ReadOnlySpan<float> importance, CriterionKind criterion, PruningKey key, int parameter, int first)
    {
        var random = new CounterRandom(key.Seed, key.Replicate, key.Level, RandomPurpose.RandomPruning, parameter);
        var candidates = new List<ulong>(mask.Left);
        for (var i = 0; i < mask.Count; i++)
        {
            var draw = criterion == CriterionKind.Random ? random.NextUInt32() : 0; // for gone elements too: position i always has draw i
            if (!mask[i]) continue;
            var score = criterion switch
            {
                CriterionKind.Random => draw,
                CriterionKind.Taylor => Sortable(importance[i]),
                CriterionKind.Magnitude => Sortable(MathF.Abs(trained[i])),
                _ => Sortable(MathF.Abs(trained[i]) - (reference.IsEmpty ? 0 : MathF.Abs(reference[i]))),
            };
            candidates.Add((ulong)score << 32 | (uint)(first + i));
        }
        return candidates;
    }

    /// <summary>Orders as the float does; -0 and 0 are equal.</summary>
    private static uint Sortable(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }

    private static IEnumerable<int> Lowest(ulong[] candidates, Func<int, int> share)
    {
        var count = share(candidates.Length);
        if (count == 0) return [];
        Array.Sort(candidates);
        return candidates.Take(count).Select(c => (int)(uint)c);
    }

    private static NetworkMask Without(FlatLayout layout, NetworkMask current, IEnumerable<int> gone)
    {
        var sorted = gone.Order().ToArray().AsSpan();
        var tensors = ImmutableArray.CreateBuilder<BitMask?>(current.Tensors.Length);
        var first = 0;
        for (var i = 0; i < current.Tensors.Length; i++)
        {
            var end = first + layout.Parameters[i].Count;
            var size = 0;
            while (size < sorted.Length && sorted[size] < end) sorted[size++] -= first;
            tensors.Add(current.Tensors[i]?.Without(sorted[..size]));
            sorted = sorted[size..];
            first = end;
        }
        return new NetworkMask(tensors.ToImmutable());
    }
}
