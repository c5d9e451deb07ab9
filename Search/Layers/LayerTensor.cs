namespace ActorSearch.Search.Layers;

/// <summary>A tensor of an architecture.</summary>
/// <param name="Index">Its place in <see cref="Architecture.Tensors"/>.</param>
/// <param name="Name">`conv1.weight`, `fc2.bias`: the name in tickets.</param>
/// <param name="Shape">linear: [out, in]; conv2d: [out, in, k, k]; bias: [out].</param>
/// <param name="FanIn">Inputs to one output; most initial values depend on it.</param>
/// <param name="Prunable">Whether a mask may remove its elements; never for a buffer.</param>
public sealed record LayerTensor(int Index, string Name, TensorRole Role, ImmutableArray<int> Shape, int FanIn, bool Prunable)
{
    /// <summary>Number of elements.</summary>
    public int Count { get; } = Shape.Aggregate(1, (a, b) => a * b);
}
