using System.Collections.Immutable;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Models;

/// <summary>
/// A model spelled out for one input: layers with shapes and the tensors they train. Every engine builds from this.
/// Shapes are per sample: [channels, height, width] or [features].
/// </summary>
public sealed record Architecture(ImmutableArray<int> InputShape, ImmutableArray<Layer> Layers)
{
    /// <summary>All trained tensors in network order, each layer's weight before its bias.</summary>
    public ImmutableArray<ParameterTensor> Parameters { get; } =
        [.. Layers.SelectMany(layer => new[] { layer.Weight, layer.Bias }).OfType<ParameterTensor>()];

    public long PrunableWeights => Parameters.Where(p => p.Prunable).Sum(p => (long)p.Count);
}

/// <param name="Name">conv1, fc2, relu3, ...: kind and count, or the name given.</param>
public sealed record Layer(string Name, LayerSpec Spec, ImmutableArray<int> InputShape, ImmutableArray<int> OutputShape, ParameterTensor? Weight, ParameterTensor? Bias);

/// <param name="Name">`conv1.weight`, `fc2.bias`: the name in tickets.</param>
/// <param name="Shape">linear: [out, in]; conv2d: [out, in, k, k]; bias: [out].</param>
/// <param name="FanIn">Inputs to one output: initial weights and biases are uniform in +-1/sqrt(FanIn), as PyTorch's.</param>
public sealed record ParameterTensor(string Name, ImmutableArray<int> Shape, int FanIn, bool IsBias, bool Prunable)
{
    public int Count => Shape.Aggregate(1, (a, b) => a * b);
}
