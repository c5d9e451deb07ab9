using System.Collections.Immutable;
using ActorSearch.Search.Layers;

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
