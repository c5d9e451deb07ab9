namespace ActorSearch.Search.Layers;

/// <summary>A node of an architecture. Shapes are per sample: [channels, height, width] or [features].</summary>
/// <param name="Name">conv1, fc2, relu3, ...: kind and count, or the name given.</param>
/// <param name="Inputs">Where its inputs come from: 0 is the network's input, i + 1 the output of layer i. All come before this layer.</param>
/// <param name="InputShapes">One for each of <paramref name="Inputs"/>.</param>
/// <param name="Tensors">In the order in which its kind asks for them.</param>
public sealed record Layer(
    string Name, LayerSpec Spec, ImmutableArray<int> Inputs, ImmutableArray<ImmutableArray<int>> InputShapes, ImmutableArray<int> OutputShape,
    ImmutableArray<LayerTensor> Tensors)
{
    /// <summary>What it does.</summary>
    public LayerKind Kind => Spec.Kind;

    /// <summary>Shape of the first input.</summary>
    public ImmutableArray<int> InputShape => InputShapes[0];

    /// <summary>The weight; null for a layer without.</summary>
    public LayerTensor? Weight => Tensors.FirstOrDefault(tensor => tensor.Role == TensorRole.Weight);

    /// <summary>The bias; null for a layer without.</summary>
    public LayerTensor? Bias => Tensors.FirstOrDefault(tensor => tensor.Role == TensorRole.Bias);

    /// <summary>Positions of a map of the output; 1 for features.</summary>
    public int Positions => OutputShape is [_, var height, var width] ? height * width : 1;
}
