namespace ActorSearch.Search.Layers;

/// <summary>A batch at one layer, in double precision: what goes in and out, and gradients. Samples follow one another, elements as in the shapes.</summary>
public sealed class PlainBatch
{
    /// <param name="inputs">Of every sample, one array for each of the layer's inputs.</param>
    /// <param name="tensors">In the order of <see cref="Layer.Tensors"/>; a layer in training may change its buffers.</param>
    public PlainBatch(Layer layer, double[][] inputs, double[][] tensors)
    {
        (Layer, Inputs, Tensors) = (layer, inputs, tensors);
        Samples = inputs[0].Length / Elements(layer.InputShape);
        OutputSize = Elements(layer.OutputShape);
        Outputs = new double[Samples * OutputSize];
        InputPulls = [.. inputs.Select(values => new double[values.Length])];
        TensorPulls = [.. tensors.Select(values => new double[values.Length])];
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>Number of samples.</summary>
    public int Samples { get; }

    /// <summary>What goes in, [input][samples x size].</summary>
    public double[][] Inputs { get; }

    /// <summary>The layer's tensors.</summary>
    public double[][] Tensors { get; }

    /// <summary>What comes out, [samples x size].</summary>
    public double[] Outputs { get; }

    /// <summary>d loss / d output.</summary>
    public double[] Pull { get; set; } = [];

    /// <summary>d loss / d input, as <see cref="Inputs"/>.</summary>
    public double[][] InputPulls { get; }

    /// <summary>d loss / d tensor, as <see cref="Tensors"/>.</summary>
    public double[][] TensorPulls { get; }

    /// <summary>Whether the network is in training.</summary>
    public bool Training { get; init; }

    /// <summary>What dropout multiplies each element of the output with; null = nothing.</summary>
    public float[]? Dropped { get; init; }

    /// <summary>Elements of a sample of the output.</summary>
    public int OutputSize { get; }

    /// <summary>One sample, its elements by input.</summary>
    public double[][] Sample(int number) =>
        [.. Inputs.Select(values => values.AsSpan(values.Length / Samples * number, values.Length / Samples).ToArray())];

    private static int Elements(IEnumerable<int> shape) => shape.Aggregate(1, (a, b) => a * b);
}
