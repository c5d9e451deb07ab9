namespace ActorSearch.Search.Layers;

/// <summary>`{ conv2d: 16, kernel: 3, stride: 1, padding: 0 }`: a convolution over an image, with a bias per channel.</summary>
public sealed class Conv2d : ConnectionKind
{
    /// <inheritdoc/>
    public override string Name => "conv2d";

    /// <inheritdoc/>
    public override string Prefix => "conv";

    /// <inheritdoc/>
    public override ImmutableArray<LayerKey> Keys { get; } =
        [LayerKey.Size(1_000_000, 16), LayerKey.Kernel(3), LayerKey.Stride(_ => 1), LayerKey.Padding(_ => LayerKey.MostSide)];

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(Layer layer) => Window.Outputs(layer.Spec, layer.Spec.Size, Image(layer));

    /// <inheritdoc/>
    protected override bool[] Met(Layer layer)
    {
        var (spec, input, output) = (layer.Spec, layer.InputShape, layer.OutputShape);
        bool Used(int tap, int side) =>
            Enumerable.Range(0, output[side]).Any(o => Window.Of(spec, o, input[side]).First + tap is var at && at >= 0 && at < input[side]);
        var rows = Enumerable.Range(0, spec.Kernel).Select(tap => Used(tap, 1)).ToArray();
        var columns = Enumerable.Range(0, spec.Kernel).Select(tap => Used(tap, 2)).ToArray();
        return [.. rows.SelectMany(row => columns.Select(column => row && column))];
    }

    /// <inheritdoc/>
    protected override IEnumerable<Link> Links(Layer layer)
    {
        var (spec, input, output) = (layer.Spec, layer.InputShape, layer.OutputShape);
        for (var at = 0; at < output[0] * layer.Positions; at++)
        {
            var (rows, columns) = (Window.Of(spec, at / output[2] % output[1], input[1]), Window.Of(spec, at % output[2], input[2]));
            for (var from = 0; from < input[0]; from++)
                foreach (var row in rows.Inside)
                    foreach (var column in columns.Inside)
                    {
                        var weight = ((at / layer.Positions * input[0] + from) * spec.Kernel + row - rows.First) * spec.Kernel + column - columns.First;
                        yield return new(at, (from * input[1] + row) * input[2] + column, weight);
                    }
        }
    }
}
