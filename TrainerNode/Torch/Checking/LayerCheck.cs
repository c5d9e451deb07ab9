using System.Runtime.InteropServices;
using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Kinds;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Torch.Checking;

/// <summary>
/// Compares what libtorch computes on a device, layer by layer, with plain loops (<see cref="LayerKind.Forward"/>). A wrong kernel may write outside its
/// buffers, so this belongs into a process of its own.
/// </summary>
internal static class LayerCheck
{
    /// <summary>Largest difference, as a share of the tensor's largest value. Rounding of float32 sums of this size stays below 1e-5, on a GPU too.</summary>
    private const double Tolerance = 1e-4;

    /// <param name="say">Hears of each case before it is computed.</param>
    /// <param name="operation">Null = <see cref="TorchKind.Apply"/>, the one that trains.</param>
    /// <returns>The first thing that is wrong, in words; null = all is right.</returns>
    public static string? FirstProblem(Device device, Action<string> say, Func<TorchCall, Tensor>? operation = null)
    {
        foreach (var layer in LayerCase.All())
        {
            var expected = Expected(layer);
            foreach (var channelsLast in layer.IsImage ? new[] { false, true } : [false])
            {
                var name = layer + (layer.IsImage ? channelsLast ? ", channels last" : ", channels first" : "");
                say(name);
                foreach (var (part, actual) in Actual(layer, device, channelsLast, operation ?? (call => TorchKind.Of(call.Layer.Kind).Apply(call))))
                    if (Off(expected[part], actual) is var off && !(off <= Tolerance))
                        return FormattableString.Invariant($"the {part} of {name} is off by {100 * off:G3} % of the largest value");
            }
        }
        return null;
    }

    private const string Outputs = "output", OfInput = "gradient of the input";

    /// <summary>`gradient of the weight` and `gradient of the bias`.</summary>
    private static string GradientOf(LayerTensor tensor) => $"gradient of the {tensor.Role.ToString().ToLowerInvariant()}";

    private static Dictionary<string, double[]> Expected(LayerCase layer)
    {
        static double[] Wide(float[] values) => Array.ConvertAll(values, value => (double)value);
        var plain = new PlainBatch(layer.Layer, [Wide(layer.Inputs)], [.. layer.Tensors.Select(Wide)]) { Pull = Wide(layer.Pull) };
        layer.Layer.Kind.Forward(plain);
        layer.Layer.Kind.Backward(plain);
        var parts = new Dictionary<string, double[]> { [Outputs] = plain.Outputs, [OfInput] = plain.InputPulls[0] };
        foreach (var (tensor, gradient) in layer.Layer.Tensors.Zip(plain.TensorPulls)) parts[GradientOf(tensor)] = gradient;
        return parts;
    }

    private static List<(string Part, float[] Values)> Actual(LayerCase layer, Device device, bool channelsLast, Func<TorchCall, Tensor> operation)
    {
        using var scope = NewDisposeScope();
        Tensor Leaf(float[] values, IEnumerable<int> shape) => tensor(values, [.. shape.Select(n => (long)n)]).to(device).requires_grad_();
        var x = Leaf(layer.Inputs, [layer.Samples, .. layer.Layer.InputShape]);
        if (channelsLast)
        {
            using var off = no_grad();
            x = TorchNetwork.ChannelsLast(x).detach();
        }
        x.requires_grad_();
        Tensor[] tensors = [.. layer.Layer.Tensors.Zip(layer.Tensors, (tensor, values) => Leaf(values, tensor.Shape))];
        var y = operation(new TorchCall(layer.Layer, [x], tensors));
        var pull = tensor(layer.Pull, y.shape).to(device);
        var gradients = autograd.grad([y], [x, .. tensors], [pull]);
        string[] names = [OfInput, .. layer.Layer.Tensors.Select(GradientOf)];
        return [(Outputs, Values(y)), .. names.Zip(gradients, (name, gradient) => (name, Values(gradient)))];
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
