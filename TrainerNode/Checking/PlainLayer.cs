using System.Collections.Immutable;
using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Checking;

/// <summary>
/// One layer computed by plain loops in double precision: the reference that engines are compared with. A layer is a list of links from its inputs to its
/// outputs, so the forward pass and both gradients read the same geometry. Shapes are per sample, as in <see cref="Architecture"/>; samples follow one another.
/// </summary>
internal sealed class PlainLayer
{
    /// <summary>output += factor x weight x input.</summary>
    /// <param name="Weight">Index of the weight; -1 = none, which counts as 1.</param>
    private readonly record struct Link(int Output, int Input, int Weight, double Factor);

    private readonly Layer _layer;
    private readonly int _inputs, _outputs;
    private readonly Link[] _links;

    /// <param name="layer">Any kind but dropout, whose mask is not the layer's own.</param>
    public PlainLayer(Layer layer)
    {
        (_layer, _inputs, _outputs) = (layer, Count(layer.InputShape), Count(layer.OutputShape));
        _links = [.. Links(layer)];
    }

    /// <summary>Outputs of every sample.</summary>
    /// <param name="bias">Empty = none.</param>
    public double[] Forward(ReadOnlySpan<double> inputs, ReadOnlySpan<double> weights, ReadOnlySpan<double> bias)
    {
        var samples = inputs.Length / _inputs;
        var outputs = new double[samples * _outputs];
        for (var sample = 0; sample < samples; sample++)
        {
            var x = inputs.Slice(sample * _inputs, _inputs);
            var y = outputs.AsSpan(sample * _outputs, _outputs);
            for (var o = 0; o < bias.Length * Positions; o++) y[o] = bias[o / Positions];
            foreach (var link in Taken(x)) y[link.Output] += link.Factor * (link.Weight < 0 ? 1 : weights[link.Weight]) * x[link.Input];
        }
        return outputs;
    }

    /// <summary>Gradients of sum(pull x output) by inputs, weights and biases.</summary>
    /// <param name="pull">d loss / d output, every sample's.</param>
    public (double[] Inputs, double[] Weights, double[] Bias) Backward(ReadOnlySpan<double> inputs, ReadOnlySpan<double> weights, ReadOnlySpan<double> pull)
    {
        var samples = inputs.Length / _inputs;
        var (ofInputs, ofWeights, ofBias) = (new double[inputs.Length], new double[weights.Length], new double[_layer.Bias?.Count ?? 0]);
        for (var sample = 0; sample < samples; sample++)
        {
            var x = inputs.Slice(sample * _inputs, _inputs);
            var y = pull.Slice(sample * _outputs, _outputs);
            var dx = ofInputs.AsSpan(sample * _inputs, _inputs);
            for (var o = 0; o < ofBias.Length * Positions; o++) ofBias[o / Positions] += y[o];
            foreach (var link in Taken(x))
            {
                dx[link.Input] += link.Factor * (link.Weight < 0 ? 1 : weights[link.Weight]) * y[link.Output];
                if (link.Weight >= 0) ofWeights[link.Weight] += link.Factor * x[link.Input] * y[link.Output];
            }
        }
        return (ofInputs, ofWeights, ofBias);
    }

    private int Positions => _layer.OutputShape is [_, var height, var width] ? height * width : 1;

    /// <summary>The links that carry a sample: all, but of a maximum only the first of the greatest, and of a ReLU those above 0.</summary>
    private ReadOnlySpan<Link> Taken(ReadOnlySpan<double> x)
    {
        if (_layer.Spec.Kind is not (LayerKind.MaxPool or LayerKind.Relu)) return _links;
        var taken = new List<Link>(_outputs);
        foreach (var link in _links)
        {
            if (_layer.Spec.Kind == LayerKind.Relu)
            {
                if (x[link.Input] > 0) taken.Add(link);
            }
            else if (taken.Count == 0 || taken[^1].Output != link.Output) taken.Add(link);
            else if (x[link.Input] > x[taken[^1].Input]) taken[^1] = link;
        }
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(taken);
    }

    /// <summary>In the order of outputs.</summary>
    private static IEnumerable<Link> Links(Layer layer)
    {
        var (spec, input, output) = (layer.Spec, layer.InputShape, layer.OutputShape);
        switch (spec.Kind)
        {
            case LayerKind.Relu or LayerKind.Flatten:
                for (var i = 0; i < Count(input); i++) yield return new(i, i, -1, 1);
                yield break;
            case LayerKind.Linear:
                for (var o = 0; o < output[0]; o++)
                    for (var i = 0; i < input[0]; i++) yield return new(o, i, o * input[0] + i, 1);
                yield break;
        }
        for (var channel = 0; channel < output[0]; channel++)
            for (var y = 0; y < output[1]; y++)
                for (var x = 0; x < output[2]; x++)
                {
                    var (rows, columns) = (Window(spec, y, input[1], output[1]), Window(spec, x, input[2], output[2]));
                    var at = (channel * output[1] + y) * output[2] + x;
                    if (spec.Kind == LayerKind.Conv2d)
                    {
                        for (var from = 0; from < input[0]; from++)
                            foreach (var (row, kernelRow) in rows.Inside)
                                foreach (var (column, kernelColumn) in columns.Inside)
                                    yield return new(at, (from * input[1] + row) * input[2] + column, ((channel * input[0] + from) * spec.Kernel + kernelRow) * spec.Kernel + kernelColumn, 1);
                        continue;
                    }
                    var factor = spec.Kind == LayerKind.MaxPool ? 1 : 1.0 / (rows.Length * columns.Length);
                    foreach (var (row, _) in rows.Inside)
                        foreach (var (column, _) in columns.Inside) yield return new(at, (channel * input[1] + row) * input[2] + column, -1, factor);
                }
    }

    /// <summary>What an output's window covers along one side: its length, and of it (input, place in the kernel) within the map.</summary>
    private static (int Length, IEnumerable<(int Input, int Kernel)> Inside) Window(LayerSpec spec, int output, int inputs, int outputs)
    {
        var (first, end) = spec.Kind == LayerKind.AdaptiveAvgPool
            ? (output * inputs / outputs, ((output + 1) * inputs + outputs - 1) / outputs)
            : (output * spec.Stride - spec.Padding, output * spec.Stride - spec.Padding + spec.Kernel);
        return (end - first, Enumerable.Range(first, end - first).Where(i => i >= 0 && i < inputs).Select(i => (i, i - first)).ToArray());
    }

    private static int Count(ImmutableArray<int> shape) => shape.Aggregate(1, (a, b) => a * b);
}
