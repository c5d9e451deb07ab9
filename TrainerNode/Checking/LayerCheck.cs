using System.Runtime.InteropServices;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Checking;

/// <summary>A layer as operations of libtorch.</summary>
/// <param name="x">[samples, input shape...]</param>
internal delegate Tensor LayerOperation(LayerSpec spec, Tensor x, Tensor? weight, Tensor? bias);

/// <summary>
/// Compares what libtorch computes on a device, layer by layer, with <see cref="PlainLayer"/>. A wrong kernel may write outside its buffers, so this
/// belongs into a process of its own.
/// </summary>
internal static class LayerCheck
{
    /// <summary>Largest difference, as a share of the tensor's largest value. Rounding of float32 sums of this size stays below 1e-5, on a GPU too.</summary>
    private const double Tolerance = 1e-4;

    /// <param name="say">Hears of each case before it is computed.</param>
    /// <param name="operation">Null = <see cref="TorchLayers.Apply"/>, the one that trains.</param>
    /// <returns>The first thing that is wrong, in words; null = all is right.</returns>
    public static string? FirstProblem(Device device, Action<string> say, LayerOperation? operation = null)
    {
        foreach (var layer in LayerCase.All())
        {
            var expected = Expected(layer);
            foreach (var channelsLast in layer.IsImage ? new[] { false, true } : [false])
            {
                var name = layer + (layer.IsImage ? channelsLast ? ", channels last" : ", channels first" : "");
                say(name);
                foreach (var (part, actual) in Actual(layer, device, channelsLast, operation ?? TorchLayers.Apply))
                    if (Off(expected[part], actual) is var off && !(off <= Tolerance))
                        return FormattableString.Invariant($"the {part} of {name} is off by {100 * off:G3} % of the largest value");
            }
        }
        return null;
    }

    private const string Outputs = "output", OfInputs = "gradient of the input", OfWeights = "gradient of the weight", OfBias = "gradient of the bias";

    private static Dictionary<string, double[]> Expected(LayerCase layer)
    {
        static double[] Wide(float[] values) => Array.ConvertAll(values, value => (double)value);
        var plain = new PlainLayer(layer.Layer);
        var (inputs, weights, pull) = (Wide(layer.Inputs), Wide(layer.Weights), Wide(layer.Pull));
        var gradients = plain.Backward(inputs, weights, pull);
        return new()
        {
            [Outputs] = plain.Forward(inputs, weights, Wide(layer.Bias)),
            [OfInputs] = gradients.Inputs,
            [OfWeights] = gradients.Weights,
            [OfBias] = gradients.Bias,
        };
    }

    private static List<(string Part, float[] Values)> Actual(LayerCase layer, Device device, bool channelsLast, LayerOperation operation)
    {
        using var scope = NewDisposeScope();
        Tensor Leaf(float[] values, IEnumerable<int> shape) => tensor(values, [.. shape.Select(n => (long)n)]).to(device).requires_grad_();
        var x = Leaf(layer.Inputs, [layer.Samples, .. layer.Layer.InputShape]);
        if (channelsLast)
        {
            using var off = no_grad();
            x = TorchLayers.ChannelsLast(x).detach();
        }
        x.requires_grad_();
        var weight = layer.Layer.Weight is { } tensorOfWeight ? Leaf(layer.Weights, tensorOfWeight.Shape) : null;
        var bias = layer.Layer.Bias is { } tensorOfBias ? Leaf(layer.Bias, tensorOfBias.Shape) : null;

        var y = operation(layer.Layer.Spec, x, weight, bias);
        var pull = tensor(layer.Pull, y.shape).to(device);
        var sources = new[] { (OfInputs, x), (OfWeights, weight), (OfBias, bias) }.Where(source => source.Item2 is not null).ToArray();
        var gradients = autograd.grad([y], [.. sources.Select(source => source.Item2!)], [pull]);
        return [(Outputs, Values(y)), .. sources.Zip(gradients, (source, gradient) => (source.Item1, Values(gradient)))];
    }

    private static float[] Values(Tensor values)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(values.detach().cpu().contiguous().bytes).ToArray();
    }

    /// <returns>Infinite when the lengths differ; NaN when a value is.</returns>
    private static double Off(double[] expected, float[] actual)
    {
        if (expected.Length != actual.Length) return double.PositiveInfinity;
        var (largest, off) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            off = Math.Max(off, Math.Abs(expected[i] - actual[i])); // NaN stays
        }
        return off / largest;
    }
}
