using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning.Criteria;

namespace ActorSearch.TrainerNode.Training.Pruning;

/// <summary>Removes the share p of what is left that scores lowest by a criterion (design part 3).</summary>
public static class Pruner
{
    /// <param name="current">The parent's mask.</param>
    /// <param name="trained">The parent's kept weights, by layout.</param>
    /// <param name="reference">What `magnitude-increase` compares with, by layout; empty = 0.</param>
    /// <param name="rate">Share p of the weights left to remove; floor(p x left) go, p taken as the decimal number written.</param>
    /// <param name="importance">What `taylor` goes by, by layout.</param>
    /// <returns>The child's mask.</returns>
    public static NetworkMask Prune(
        FlatLayout layout, NetworkMask current, ReadOnlySpan<float> trained, ReadOnlySpan<float> reference, PruneSpec spec, double rate, PruningKey key,
        ReadOnlySpan<float> importance = default)
    {
        var criterion = Criterion.Of(spec.Criterion);
        var candidates = new List<ulong>[layout.Parameters.Length];
        var first = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            var tensor = new TensorToScore
            {
                Index = i,
                Key = key,
                Trained = layout.Slice(trained, i),
                Reference = reference.IsEmpty ? reference : layout.Slice(reference, i),
                Importance = criterion.TakesImportance ? layout.Slice(importance, i) : default,
            };
            candidates[i] = current.Tensors[i] is { } mask ? Candidates(mask, criterion, tensor, first) : [];
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
    private static List<ulong> Candidates(BitMask mask, Criterion criterion, TensorToScore tensor, int first)
    {
        var scores = new uint[mask.Count];
        criterion.Score(tensor, scores);
        var candidates = new List<ulong>(mask.Left);
        for (var i = 0; i < scores.Length; i++)
            if (mask[i]) candidates.Add((ulong)scores[i] << 32 | (uint)(first + i));
        return candidates;
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
