using System.Collections.Immutable;

namespace ActorSearch.Search.Specs;

/// <summary>The dense network, with one logit out.</summary>
public sealed record ModelSpec
{
    public required ModelKind Kind { get; init; }

    /// <summary>Hidden layer sizes of an <see cref="ModelKind.Mlp"/>.</summary>
    public ImmutableArray<int> Sizes { get; init; } = [];

    /// <summary>The layers when <see cref="Kind"/> is <see cref="ModelKind.Layers"/>; the last must give one number.</summary>
    public ImmutableArray<LayerSpec> Layers { get; init; } = [];
}

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
