using ActorSearch.Search.Models;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Checking;

/// <summary>One layer with fixed inputs, weights and gradients of its outputs: the same numbers on every machine, uniform in [-1, 1).</summary>
internal sealed class LayerCase
{
    private LayerCase(Layer layer, int samples, int number)
    {
        (Layer, Samples) = (layer, samples);
        var random = new CounterRandom(number, 0, 0, RandomPurpose.SyntheticData);
        float[] Draw(int count)
        {
            var values = new float[count];
            foreach (ref var value in values.AsSpan()) value = 2 * random.NextFloat() - 1;
            return values;
        }
        (Inputs, Pull) = (Draw(samples * layer.InputShape.Aggregate(1, (a, b) => a * b)), Draw(samples * layer.OutputShape.Aggregate(1, (a, b) => a * b)));
        (Weights, Bias) = (Draw(layer.Weight?.Count ?? 0), Draw(layer.Bias?.Count ?? 0));
    }

    public Layer Layer { get; }
    public int Samples { get; }
    public float[] Inputs { get; }
    public float[] Weights { get; }
    public float[] Bias { get; }

    /// <summary>d loss / d output.</summary>
    public float[] Pull { get; }

    public bool IsImage => Layer.InputShape.Length == 3;

    public override string ToString() => Layer.Spec.Kind == LayerKind.Linear
        ? $"linear, {Layer.InputShape[0]} inputs, {Layer.Spec.Size} outputs"
        : $"{Layer.Spec.Kind.Name()} of {Layer.InputShape[0]} channel{(Layer.InputShape[0] == 1 ? "" : "s")}"
            + (Layer.Spec.Kind == LayerKind.Conv2d ? $" to {Layer.Spec.Size}" : "") + $", {Layer.InputShape[1]}x{Layer.InputShape[2]}"
            + (Layer.Spec.Kind == LayerKind.AdaptiveAvgPool ? $" to {Layer.Spec.Size}x{Layer.Spec.Size}" : "")
            + (Layer.Spec.Kernel > 0 ? $", kernel {Layer.Spec.Kernel}, stride {Layer.Spec.Stride}, padding {Layer.Spec.Padding}" : "");

    /// <summary>
    /// What the dense engine relies on: convolutions of 1, 2, 3, 5, 6 and 16 channels (kernels are chosen by channels, batch, stride and size), linear
    /// layers, poolings.
    /// </summary>
    public static IEnumerable<LayerCase> All()
    {
        var number = 0;
        LayerCase Of(LayerSpec spec, int samples, params int[] input) => new(Build(spec, input), samples, ++number);
        LayerSpec Convolution(int outputs, int kernel, int stride, int padding) =>
            new() { Kind = LayerKind.Conv2d, Size = outputs, Kernel = kernel, Stride = stride, Padding = padding };

        foreach (var channels in new[] { 1, 2, 3, 5, 6, 16 })
        {
            yield return Of(Convolution(4, 3, 1, 1), 16, channels, 8, 8);
            yield return Of(Convolution(16, 5, 1, 2), 4, channels, 12, 12);
            yield return Of(Convolution(1, 3, 2, 1), 8, channels, 17, 16);
            yield return Of(Convolution(3, 1, 1, 0), 2, channels, 7, 7);
            yield return Of(Convolution(2, 3, 1, 0), 1, channels, 32, 32); // one sample: other kernels
            yield return Of(Convolution(8, 11, 4, 2), 3, channels, 31, 31);
            yield return Of(Convolution(2, 3, 1, 1), 33, channels, 4, 4);
        }
        foreach (var (samples, inputs, outputs) in new[] { (64, 784, 30), (1, 300, 1), (5, 37, 3), (33, 1, 2) })
            yield return Of(new LayerSpec { Kind = LayerKind.Linear, Size = outputs }, samples, inputs);
        foreach (var channels in new[] { 1, 3, 16 })
        {
            yield return Of(new LayerSpec { Kind = LayerKind.MaxPool, Kernel = 2, Stride = 2 }, 8, channels, 12, 12);
            yield return Of(new LayerSpec { Kind = LayerKind.MaxPool, Kernel = 3, Stride = 2, Padding = 1 }, 5, channels, 13, 13);
            yield return Of(new LayerSpec { Kind = LayerKind.AvgPool, Kernel = 3, Stride = 2, Padding = 1 }, 5, channels, 13, 13);
            yield return Of(new LayerSpec { Kind = LayerKind.AdaptiveAvgPool, Size = 5 }, 8, channels, 14, 7);
            yield return Of(new LayerSpec { Kind = LayerKind.Relu }, 3, channels, 9, 9);
        }
    }

    private static Layer Build(LayerSpec spec, int[] input)
    {
        LayerSpec[] rest = input.Length == 3 ? [new() { Kind = LayerKind.Flatten }, new() { Kind = LayerKind.Linear, Size = 1 }] : [new() { Kind = LayerKind.Linear, Size = 1 }];
        return ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Layers, Layers = [spec, .. rest] }, [.. input], new PruneSpec()).Layers[0];
    }
}
