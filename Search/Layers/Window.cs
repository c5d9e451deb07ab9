namespace ActorSearch.Search.Layers;

/// <summary>What an output covers of its input along one side of a map.</summary>
/// <param name="First">First input; negative in the padding.</param>
/// <param name="End">Behind the last input.</param>
/// <param name="Inputs">Length of the side.</param>
public readonly record struct Window(int First, int End, int Inputs)
{
    /// <summary>That of a kernel.</summary>
    public static Window Of(LayerSpec spec, int output, int inputs) =>
        new(output * spec.Stride - spec.Padding, output * spec.Stride - spec.Padding + spec.Kernel, inputs);

    /// <summary>One of as many as cover the whole side, as equal as they can be.</summary>
    public static Window Share(int output, int outputs, int inputs) => new(output * inputs / outputs, ((output + 1) * inputs + outputs - 1) / outputs, inputs);

    /// <summary>Inputs covered, with those in the padding.</summary>
    public int Length => End - First;

    /// <summary>The inputs covered that are on the map.</summary>
    public IEnumerable<int> Inside => Enumerable.Range(Math.Max(First, 0), Math.Max(0, Math.Min(End, Inputs) - Math.Max(First, 0)));

    /// <summary>The outputs of a kernel along both sides, by PyTorch's rule (floor mode, no dilation); 0 where the input is too small.</summary>
    /// <param name="channels">Channels of the output.</param>
    /// <param name="image">Shape of the input.</param>
    public static ImmutableArray<int> Outputs(LayerSpec spec, int channels, ImmutableArray<int> image)
    {
        int Side(int side)
        {
            var room = side + 2L * spec.Padding - spec.Kernel;
            return room < 0 ? 0 : (int)Math.Min(int.MaxValue, room / spec.Stride + 1);
        }
        return [channels, Side(image[1]), Side(image[2])];
    }
}
