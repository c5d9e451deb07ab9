namespace ActorSearch.Search.Layers;

/// <summary>`{ adaptive-avg-pool: 5 }`: means of 5 x 5 windows that cover the map, whatever its size.</summary>
public sealed class AdaptiveAvgPool : PoolKind
{
    /// <inheritdoc/>
    public override string Name => "adaptive-avg-pool";

    /// <inheritdoc/>
    public override ImmutableArray<LayerKey> Keys { get; } = [LayerKey.Size(LayerKey.MostSide, 2)];

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(Layer layer) =>
        [Image(layer)[0], layer.Spec.Size, layer.Spec.Size];

    /// <inheritdoc/>
    protected override Window WindowOf(LayerSpec spec, int output, int outputs, int inputs) => Window.Share(output, outputs, inputs);

    /// <inheritdoc/>
    protected override double Factor(int covered) => 1.0 / covered;
}
