using ActorSearch.Search.Layers;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Torch.Kinds;

namespace ActorSearch.TrainerNode.Torch.Checking;

/// <summary>One layer with fixed inputs, weights and gradients of its outputs: the same numbers on every machine, uniform in [-1, 1).</summary>
internal sealed class LayerCase
{
    private LayerCase(LayerKind kind, TorchCase each, int number)
    {
        var graph = new GraphBuilder(each.Input, (_, _) => true);
        var last = graph.Add(new LayerSpec { Kind = kind, Size = each.Size, Kernel = each.Kernel, Stride = each.Stride, Padding = each.Padding }, 0);
        if (each.Input.Length == 3) last = graph.Add(new LayerSpec { Kind = LayerKind.Of("flatten") }, last);
        graph.Add(new LayerSpec { Kind = LayerKind.Of("linear"), Size = 1 }, last);
        (Layer, Samples) = (graph.Build().Layers[0], each.Samples);
        var random = new CounterRandom(number, 0, 0, RandomPurpose.SyntheticData);
        float[] Draw(IEnumerable<int> shape)
        {
            var values = new float[shape.Aggregate(1, (a, b) => a * b)];
            foreach (ref var value in values.AsSpan()) value = 2 * random.NextFloat() - 1;
            return values;
        }
        (Inputs, Pull) = (Draw([Samples, .. Layer.InputShape]), Draw([Samples, .. Layer.OutputShape]));
        Tensors = [.. Layer.Tensors.Select(tensor => Draw(tensor.Shape))];
    }

    public Layer Layer { get; }
    public int Samples { get; }
    public float[] Inputs { get; }

    /// <summary>In the order of <see cref="Layer.Tensors"/>.</summary>
    public float[][] Tensors { get; }

    /// <summary>d loss / d output.</summary>
    public float[] Pull { get; }

    public bool IsImage => Layer.InputShape.Length == 3;

    public override string ToString()
    {
        var (spec, input) = (Layer.Spec, Layer.InputShape);
        return !IsImage ? $"{Layer.Kind.Name}, {input[0]} inputs, {Layer.OutputShape[0]} outputs"
            : $"{Layer.Kind.Name} of {input[0]} channel{(input[0] == 1 ? "" : "s")}{(Layer.Weight is null ? "" : $" to {Layer.OutputShape[0]}")}"
                + $", {input[1]}x{input[2]}{(spec.Kernel == 0 && spec.Size > 0 ? $" to {spec.Size}x{spec.Size}" : "")}"
                + (spec.Kernel > 0 ? $", kernel {spec.Kernel}, stride {spec.Stride}, padding {spec.Padding}" : "");
    }

    /// <summary>What the dense engine relies on: the cases of every kind, numbered through.</summary>
    public static IEnumerable<LayerCase> All() => LayerKind.All
        .SelectMany(kind => TorchKind.Of(kind).Cases, (kind, each) => (kind, each))
        .Select((pair, number) => new LayerCase(pair.kind, pair.each, number + 1));
}
