namespace ActorSearch.Search.Layers;

/// <summary>
/// A model spelled out for one input: a graph of layers with shapes and tensors, in an order in which every layer comes after those that it takes its inputs
/// from. The last gives the logit. Every engine builds from this; where an output feeds several layers, their gradients are added in the order of the layers.
/// </summary>
/// <param name="InputShape">Of one sample: [channels, height, width] or [features].</param>
public sealed record Architecture(ImmutableArray<int> InputShape, ImmutableArray<Layer> Layers)
{
    /// <summary>All trained tensors in the order of layers, each layer's weight before its bias.</summary>
    public ImmutableArray<LayerTensor> Parameters { get; } = [.. Layers.SelectMany(layer => layer.Tensors).Where(tensor => tensor.Role != TensorRole.Buffer)];

    /// <summary>All buffers in the order of layers.</summary>
    public ImmutableArray<LayerTensor> Buffers { get; } = [.. Layers.SelectMany(layer => layer.Tensors).Where(tensor => tensor.Role == TensorRole.Buffer)];

    /// <summary><see cref="Parameters"/>, then <see cref="Buffers"/>.</summary>
    public ImmutableArray<LayerTensor> Tensors => [.. Parameters, .. Buffers];

    /// <summary>Elements of all tensors that may be pruned.</summary>
    public long PrunableWeights => Parameters.Where(p => p.Prunable).Sum(p => (long)p.Count);

    /// <summary>Which layers take each output, in order: first the network's input, then the output of layer i at i + 1.</summary>
    public ImmutableArray<ImmutableArray<int>> Takers { get; } = TakersOf(Layers);

    /// <summary>The one layer that takes an output, if it is of a kind; else null.</summary>
    /// <param name="output">0 for the network's input, i + 1 for layer i.</param>
    public int? OnlyTaker<T>(int output) where T : LayerKind => Takers[output] is [var taker] && Layers[taker].Kind is T ? taker : null;

    private static ImmutableArray<ImmutableArray<int>> TakersOf(ImmutableArray<Layer> layers)
    {
        var takers = Enumerable.Range(0, layers.Length + 1).Select(_ => ImmutableArray.CreateBuilder<int>()).ToArray();
        foreach (var (i, layer) in layers.Index())
            foreach (var input in layer.Inputs) takers[input].Add(i);
        return [.. takers.Select(list => list.ToImmutable())];
    }
}
