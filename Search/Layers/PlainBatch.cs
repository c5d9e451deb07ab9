namespace ActorSearch.Search.Layers;

/// <summary>
/// A batch at one layer, in double precision: what goes in and out, and gradients. Samples follow one another, elements as in the shapes. Here and in the
/// engines a *pull* is the gradient of the loss by a value, as opposed to that by a weight.
/// </summary>
/// <param name="inputs">Of every sample, one array for each of the layer's inputs.</param>
/// <param name="tensors">In the order of <see cref="Layer.Tensors"/>; a layer in training may change its buffers.</param>
public sealed class PlainBatch(Layer layer, double[][] inputs, double[][] tensors)
{
    /// <summary>The layer.</summary>
    public Layer Layer => layer;

    /// <summary>Number of samples.</summary>
    public int Samples { get; } = inputs[0].Length / Elements(layer.InputShape);

    /// <summary>Elements of a sample of the output.</summary>
    public int OutputSize { get; } = Elements(layer.OutputShape);

    /// <summary>What goes in, [input][samples x size].</summary>
    public double[][] Inputs => inputs;

    /// <summary>The layer's tensors.</summary>
    public double[][] Tensors => tensors;

    /// <summary>What comes out, [samples x size].</summary>
    public double[] Outputs { get; } = new double[inputs[0].Length / Elements(layer.InputShape) * Elements(layer.OutputShape)];

    /// <summary>d loss / d output.</summary>
    public double[] Pull { get; set; } = [];

    /// <summary>d loss / d input, as <see cref="Inputs"/>.</summary>
    public double[][] InputPulls { get; } = [.. inputs.Select(values => new double[values.Length])];

    /// <summary>d loss / d tensor, as <see cref="Tensors"/>.</summary>
    public double[][] TensorPulls { get; } = [.. tensors.Select(values => new double[values.Length])];

    /// <summary>Whether the network is in training.</summary>
    public bool Training { get; init; }

    /// <summary>What dropout multiplies each element of the output with; null = nothing.</summary>
    public float[]? Dropped { get; init; }

    /// <summary>One sample, its elements by input.</summary>
    public double[][] Sample(int number) =>
        [.. inputs.Select(values => values.AsSpan(values.Length / Samples * number, values.Length / Samples).ToArray())];

    private static int Elements(IEnumerable<int> shape) => shape.Aggregate(1, (a, b) => a * b);
}
