namespace ActorSearch.Search.Layers;

/// <summary>A kind whose weight [outputs, inputs, positions of a kernel...] leads from every unit to every unit, with a bias per output.</summary>
public abstract class ConnectionKind : LinkedKind
{
    /// <inheritdoc/>
    public override IEnumerable<TensorShape> Tensors(Layer layer)
    {
        var (spec, input) = (layer.Spec, layer.InputShape);
        ImmutableArray<int> shape = [spec.Size, input[0], .. Enumerable.Repeat(spec.Kernel, input.Length - 1)];
        var fanIn = (int)Math.Min(int.MaxValue, shape.Skip(1).Aggregate(1L, (a, b) => a * b));
        return [new("weight", TensorRole.Weight, shape, fanIn), new("bias", TensorRole.Bias, [spec.Size], fanIn)];
    }

    /// <inheritdoc/>
    public override IEnumerable<UnitLink> Units(Layer layer, Func<int, bool> left)
    {
        var (shape, met) = (layer.Weight!.Shape, Met(layer));
        for (int o = 0, at = 0; o < shape[0]; o++)
            for (var i = 0; i < shape[1]; i++)
                for (var t = 0; t < met.Length; t++, at++)
                    if (left(at)) yield return new(o, i, Carries: met[t]);
    }

    /// <summary>Which positions of the kernel meet an input for some output.</summary>
    protected abstract bool[] Met(Layer layer);
}
