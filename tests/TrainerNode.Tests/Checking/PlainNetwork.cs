using ActorSearch.Search.Layers;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Tests.Sparse;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;

namespace ActorSearch.TrainerNode.Tests.Checking;

/// <summary>A network of plain loops: the reference of both engines, which no library and no CPU can make wrong.</summary>
internal sealed class PlainNetwork(FlatLayout layout, float[] weights)
{
    private readonly double[][] _tensors =
        [.. layout.Tensors.Select(tensor => Array.ConvertAll(layout.Slice((ReadOnlySpan<float>)weights, tensor.Index).ToArray(), value => (double)value))];

    /// <summary>All tensors by the layout, as a forward pass in training may have changed them.</summary>
    public double[][] Tensors => _tensors;

    public double[] Logits(float[] inputs, DropoutStream? dropout) => Forward(inputs, dropout)[^1].Outputs;

    /// <summary>Loss and its gradients by all weights, in the layout's order.</summary>
    public (double Loss, float[] Gradient) Gradients(float[] inputs, byte[] labels, LossSettings settings, DropoutStream? dropout)
    {
        var batches = Forward(inputs, dropout);
        var pulls = new double[batches.Length + 1][];
        pulls[^1] = new double[labels.Length];
        // Rounded as an engine's are: the term on the partial AUC takes the highest, and of equals the first.
        var loss = Losses.Compute(Array.ConvertAll(batches[^1].Outputs, z => (double)(float)z), labels, settings, pulls[^1]);
        var gradient = new float[layout.Length];
        for (var i = batches.Length - 1; i >= 0; i--)
        {
            var batch = batches[i];
            batch.Pull = pulls[i + 1];
            batch.Layer.Kind.Backward(batch);
            foreach (var (input, number) in batch.Layer.Inputs.Index())
            {
                pulls[number] ??= new double[batch.InputPulls[input].Length];
                for (var j = 0; j < pulls[number].Length; j++) pulls[number][j] += batch.InputPulls[input][j];
            }
            foreach (var (tensor, parts) in batch.Layer.Tensors.Zip(batch.TensorPulls))
                for (var j = 0; j < parts.Length && tensor.Role != TensorRole.Buffer; j++) gradient[layout.Offsets[tensor.Index] + j] = (float)parts[j];
        }
        return (loss, gradient);
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

    /// <summary>Every layer's batch.</summary>
    private PlainBatch[] Forward(float[] inputs, DropoutStream? dropout)
    {
        List<double[]> values = [Array.ConvertAll(inputs, x => (double)x)];
        return [.. layout.Architecture.Layers.Select((layer, index) =>
        {
            var batch = new PlainBatch(layer, [.. layer.Inputs.Select(number => values[number])], [.. layer.Tensors.Select(tensor => _tensors[tensor.Index])])
            {
                Training = dropout is not null,
                Dropped = Dropped(layer, index, values[layer.Inputs[0]].Length, dropout),
            };
            layer.Kind.Forward(batch);
            values.Add(batch.Outputs);
            return batch;
        })];
    }

    private static float[]? Dropped(Layer layer, int index, int count, DropoutStream? dropout)
    {
        if (dropout is not { } stream || !layer.Kind.DiffersBySample(layer.Spec)) return null;
        var mask = new float[count];
        stream.Fill(index, layer.Spec.Rate, layer.OutputShape.Aggregate(1, (a, b) => a * b), mask);
        return mask;
    }
}
