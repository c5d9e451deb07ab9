using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Models;

namespace ActorSearch.TrainerNode.Training.Pruning;

/// <summary>The masks of a network's trained tensors in the layout's order; null for one that is never pruned.</summary>
public sealed record NetworkMask(ImmutableArray<BitMask?> Tensors)
{
    /// <summary>The dense network.</summary>
    public static NetworkMask Full(Architecture architecture) =>
        new([.. architecture.Parameters.Select(p => p.Prunable ? BitMask.Full(p.Count) : null)]);

    /// <summary>Prunable weights left.</summary>
    public long Left => Tensors.Sum(t => (long)(t?.Left ?? 0));

    /// <summary>Whether no weight is gone.</summary>
    public bool IsFull => Tensors.All(t => t is null || t.Left == t.Count);

    /// <summary>What is left of each prunable tensor, in network order.</summary>
    public ImmutableArray<TensorDensity> Densities(Architecture architecture) =>
        [.. architecture.Parameters.Zip(Tensors).Where(t => t.Second is not null).Select(t => new TensorDensity(t.First.Name, t.Second!.Left, t.Second.Count))];

    /// <summary>The mask of a tensor of the layout; null for a buffer and for one that is never pruned.</summary>
    public BitMask? Of(int tensor) => tensor < Tensors.Length ? Tensors[tensor] : null;

    /// <summary>Which units each unit of a layer's output hears through the weights that are left.</summary>
    public IEnumerable<UnitLink> Units(Layer layer)
    {
        var mask = layer.Weight is { } weight ? Tensors[weight.Index] : null;
        return layer.Kind.Units(layer, at => mask is null || mask[at]);
    }

    /// <summary>Sets the weights that are gone to exactly 0.</summary>
    public void Apply(FlatLayout layout, Span<float> weights)
    {
        for (var i = 0; i < Tensors.Length; i++)
        {
            if (Tensors[i] is not { } mask) continue;
            var tensor = layout.Slice(weights, i);
            for (var j = 0; j < tensor.Length; j++)
            {
                if (!mask[j]) tensor[j] = 0;
            }
        }
    }

    /// <summary>1 where a weight is left or not prunable, 0 where it is gone, between tensors and in buffers.</summary>
    public float[] ToFloats(FlatLayout layout)
    {
        var floats = new float[layout.Length];
        for (var i = 0; i < Tensors.Length; i++) layout.Slice(floats.AsSpan(), i).Fill(1);
        Apply(layout, floats);
        return floats;
    }

    /// <summary>By value, mask by mask.</summary>
    public bool Equals(NetworkMask? other) => other is not null && Tensors.SequenceEqual(other.Tensors);
    public override int GetHashCode() => Tensors.Length;
}
