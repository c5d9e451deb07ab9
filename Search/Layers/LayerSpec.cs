namespace ActorSearch.Search.Layers;

/// <summary>One layer of a list; which of the numbers apply depends on <see cref="Kind"/>.</summary>
public sealed record LayerSpec
{
    /// <summary>What the layer does.</summary>
    public required LayerKind Kind { get; init; }

    /// <summary>Name of the layer in tickets and in `prune.keep`; null = kind and count, as in conv1, fc2.</summary>
    public string? Name { get; init; }

    /// <summary>Output units of `linear`, output channels of `conv2d`, output side of `adaptive-avg-pool`.</summary>
    public int Size { get; init; }

    /// <summary>Side of the kernel of `conv2d` and of the poolings.</summary>
    public int Kernel { get; init; }

    /// <summary>How far kernels are apart.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Zeros around a map.</summary>
    public int Padding { get; init; }

    /// <summary>Share of activations that `dropout` zeroes, or of values below 0 that `leaky-relu` keeps; in [0, 1).</summary>
    public double Rate { get; init; }
}
