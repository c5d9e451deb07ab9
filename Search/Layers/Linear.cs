namespace ActorSearch.Search.Layers;

/// <summary>`{ linear: 32 }`: fully connected, y = W x + b.</summary>
public sealed class Linear : ConnectionKind
{
    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override string Prefix => "fc";

    /// <inheritdoc/>
    public override ImmutableArray<LayerKey> Keys { get; } = [LayerKey.Size(1_000_000, 32)];

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(Layer layer) => layer.InputShape.Length == 1 ? [layer.Spec.Size]
        : throw new BadInputException($"model: layer {layer.Name} (linear) gets an image of {GraphBuilder.Text(layer.InputShape)}; put `flatten` before it");

    /// <inheritdoc/>
    protected override bool[] Met(Layer layer) => [true];

    /// <inheritdoc/>
    protected override IEnumerable<Link> Links(Layer layer)
    {
        var inputs = layer.InputShape[0];
        for (var o = 0; o < layer.OutputShape[0]; o++)
            for (var i = 0; i < inputs; i++) yield return new(o, i, o * inputs + i);
    }
}
