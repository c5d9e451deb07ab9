using ActorSearch.Search.Models;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Checking;
using ActorSearch.TrainerNode.Models;
using ActorSearch.TrainerNode.Tests.Sparse;
using ActorSearch.TrainerNode.Training;

namespace ActorSearch.TrainerNode.Tests.Checking;

/// <summary>A network of <see cref="PlainLayer"/>s: the reference of both engines, which no library and no CPU can make wrong.</summary>
internal sealed class PlainNetwork(FlatLayout layout, float[] weights)
{
    private readonly PlainLayer?[] _layers = [.. layout.Architecture.Layers.Select(layer => layer.Spec.Kind == LayerKind.Dropout ? null : new PlainLayer(layer))];

    public double[] Logits(float[] inputs, DropoutStream? dropout) => Forward(inputs, dropout)[^1];

    /// <summary>Loss and its gradients by all weights, in the layout's order.</summary>
    public (double Loss, float[] Gradient) Gradients(float[] inputs, byte[] labels, LossSettings settings, DropoutStream? dropout)
    {
        var values = Forward(inputs, dropout);
        var pull = new double[labels.Length];
        // Rounded as an engine's are: the term on the partial AUC takes the highest, and of equals the first.
        var loss = Losses.Compute(Array.ConvertAll(values[^1], z => (double)(float)z), labels, settings, pull);
        var gradient = new float[layout.Length];
        for (var i = _layers.Length - 1; i >= 0; i--)
        {
            if (_layers[i] is not { } layer)
            {
                pull = Dropped(pull, i, dropout);
                continue;
            }
            var (ofInputs, ofWeights, ofBias) = layer.Backward(values[i], Weights(i).Weight, pull);
            Put(Of(i).Weight, ofWeights);
            Put(Of(i).Bias, ofBias);
            pull = ofInputs;
        }
        return (loss, gradient);

        void Put(int? parameter, double[] parts)
        {
            for (var j = 0; j < parts.Length; j++) gradient[layout.Offsets[parameter!.Value] + j] = (float)parts[j];
        }
    }

    /// <summary>
    /// How far an engine's gradient is from the plain one. Where a value lies within float32's rounding of a kink (of a ReLU, or two candidates of a pooling),
    /// an engine may take either side: the nearest of the plain gradients at weights that are moved by as little counts.
    /// </summary>
    public static (double Loss, double Off) Compare(RandomCase random, DropoutStream? dropout, float[] actual)
    {
        var (loss, off) = (0.0, double.PositiveInfinity);
        random.Mask.Apply(random.Layout, actual);
        for (var move = 0; move < 8 && !(off < 1e-4); move++)
        {
            var moves = new CounterRandom(move, 0, 0, RandomPurpose.SyntheticData);
            float[] weights = [.. random.Weights.Select(w => move == 0 ? w : w * (1 + 1e-6f * (2 * moves.NextFloat() - 1)))];
            var (here, gradient) = new PlainNetwork(random.Layout, weights).Gradients(random.Inputs, random.Labels, random.Loss, dropout);
            random.Mask.Apply(random.Layout, gradient);
            (loss, off) = (move == 0 ? here : loss, Math.Min(off, Difference(random.Layout, gradient, actual)));
        }
        return (loss, off);
    }

    /// <summary>The largest difference in a tensor relative to its largest gradient, over all tensors whose gradients are more than rounding.</summary>
    private static double Difference(FlatLayout layout, float[] expected, float[] actual)
    {
        var (worst, largest) = (0.0, expected.Max(Math.Abs));
        for (var i = 0; i < layout.Parameters.Length; i++)
        {
            var (left, right) = (layout.Slice((ReadOnlySpan<float>)expected, i).ToArray(), layout.Slice((ReadOnlySpan<float>)actual, i).ToArray());
            var scale = Math.Max(left.Max(Math.Abs), 1e-3 * largest);
            if (scale == 0 && right.All(g => g == 0)) continue;
            worst = Math.Max(worst, left.Zip(right).Max(pair => Math.Abs((double)pair.First - pair.Second)) / scale);
        }
        return worst;
    }

    /// <summary>The inputs, then every layer's outputs.</summary>
    private List<double[]> Forward(float[] inputs, DropoutStream? dropout)
    {
        List<double[]> values = [Array.ConvertAll(inputs, x => (double)x)];
        for (var i = 0; i < _layers.Length; i++)
            values.Add(_layers[i] is { } layer ? layer.Forward(values[^1], Weights(i).Weight, Weights(i).Bias) : Dropped(values[^1], i, dropout));
        return values;
    }

    private double[] Dropped(double[] values, int index, DropoutStream? dropout)
    {
        var layer = layout.Architecture.Layers[index];
        if (dropout is not { } stream || layer.Spec.Rate <= 0) return values;
        var mask = new float[values.Length];
        stream.Fill(index, layer.Spec.Rate, layer.OutputShape.Aggregate(1, (a, b) => a * b), mask);
        return [.. values.Zip(mask, (value, kept) => value * kept)];
    }

    private (double[] Weight, double[] Bias) Weights(int layer)
    {
        double[] Wide(int? parameter) => parameter is { } p ? Array.ConvertAll(layout.Slice((ReadOnlySpan<float>)weights, p).ToArray(), w => (double)w) : [];
        var (weight, bias) = Of(layer);
        return (Wide(weight), Wide(bias));
    }

    /// <summary>A layer's tensors in the layout.</summary>
    private (int? Weight, int? Bias) Of(int layer)
    {
        int? Find(ParameterTensor? tensor) => tensor is null ? null : layout.Parameters.IndexOf(tensor);
        return (Find(layout.Architecture.Layers[layer].Weight), Find(layout.Architecture.Layers[layer].Bias));
    }
}
