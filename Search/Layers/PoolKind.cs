namespace ActorSearch.Search.Layers;

/// <summary>A kind that makes one number of each window of a map, channel by channel.</summary>
public abstract class PoolKind : LinkedKind
{
    /// <inheritdoc/>
    public override string Prefix => "pool";

    /// <inheritdoc/>
    public override ImmutableArray<LayerKey> Keys { get; } =
    [
        LayerKey.Kernel(2), LayerKey.Stride(spec => spec.Kernel),
        LayerKey.Padding(spec => spec.Kernel / 2), // PyTorch refuses more: a window could lie in the padding altogether.
    ];

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(Layer layer) => Window.Outputs(layer.Spec, Image(layer)[0], layer.InputShape);

    /// <summary>What an output covers along one side.</summary>
    protected virtual Window WindowOf(LayerSpec spec, int output, int outputs, int inputs) => Window.Of(spec, output, inputs);

    /// <summary>The factor of an input of a window of so many, with those in the padding.</summary>
    protected abstract double Factor(int covered);

    /// <inheritdoc/>
    protected sealed override IEnumerable<Link> Links(Layer layer)
    {
        var (input, output) = (layer.InputShape, layer.OutputShape);
        for (var at = 0; at < output[0] * layer.Positions; at++)
        {
            var rows = WindowOf(layer.Spec, at / output[2] % output[1], output[1], input[1]);
            var columns = WindowOf(layer.Spec, at % output[2], output[2], input[2]);
            foreach (var row in rows.Inside)
                foreach (var column in columns.Inside)
                    yield return new(at, (at / layer.Positions * input[1] + row) * input[2] + column, Factor: Factor(rows.Length * columns.Length));
        }
    }
}
