namespace ActorSearch.Search.Specs;

/// <summary>One layer of a list; which of the numbers apply depends on <see cref="Kind"/>.</summary>
public sealed record LayerSpec
{
    public required LayerKind Kind { get; init; }

    /// <summary>Name of the layer in tickets and in `prune.keep`; null = kind and count, as in conv1, fc2.</summary>
    public string? Name { get; init; }

    /// <summary>Output units of `linear`, output channels of `conv2d`, output side of `adaptive-avg-pool`.</summary>
    public int Size { get; init; }

    public int Kernel { get; init; }
    public int Stride { get; init; } = 1;
    public int Padding { get; init; }

    /// <summary>Share of activations that `dropout` zeroes.</summary>
    public double Rate { get; init; }
}
