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
            string[] parts =
                ["output", "gradient of the input", .. layer.Layer.Tensors.Select(tensor => $"gradient of the {tensor.Role.ToString().ToLowerInvariant()}")];
            var expected = Expected(layer);
            foreach (var channelsLast in layer.IsImage ? new[] { false, true } : [false])
            {
                var name = layer + (layer.IsImage ? channelsLast ? ", channels last" : ", channels first" : "");
                say(name);
                var actual = Actual(layer, device, channelsLast, operation ?? (call => TorchKind.Of(call.Layer.Kind).Apply(call)));
                foreach (var (i, part) in parts.Index())
                    if (Off(expected[i], actual[i]) is var off && !(off <= Tolerance))
                        return FormattableString.Invariant($"the {part} of {name} is off by {100 * off:G3} % of the largest value");
            }
        }
        return null;
    }

    /// <summary>The outputs, and the gradients of the input and of the tensors.</summary>
    private static double[][] Expected(LayerCase layer)
    {
        static double[] Wide(float[] values) => Array.ConvertAll(values, value => (double)value);
        var plain = new PlainBatch(layer.Layer, [Wide(layer.Inputs)], [.. layer.Tensors.Select(Wide)]) { Pull = Wide(layer.Pull) };
        layer.Layer.Kind.Forward(plain);
        layer.Layer.Kind.Backward(plain);
        return [plain.Outputs, plain.InputPulls[0], .. plain.TensorPulls];
    }

    /// <summary>The same from libtorch.</summary>
    private static float[][] Actual(LayerCase layer, Device device, bool channelsLast, Func<TorchCall, Tensor> operation)
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
        return [Values(y), .. autograd.grad([y], [x, .. tensors], [pull]).Select(Values)];
    }

    private static float[] Values(Tensor values) => TorchNetwork.CopyOf(values.detach().contiguous());

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
