using ActorSearch.Search.Layers;
using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>The dense network, with one logit out.</summary>
public sealed record ModelSpec
{
    private const int MostUnits = 1_000_000;

    internal static KeysOf<ModelSpec> Keys { get; } = new KeysOf<ModelSpec>()
        .Add(m => m.Kind, OneOf<ModelKind>(), decides: true)
        .Add(m => m.Sizes, List(Whole(1, MostUnits, 100), "[300, 100]"), required: "a list of layer sizes, for example [300, 100]", only: Of(ModelKind.Mlp))
        .Add(m => m.Layers, new("list of layers", (model, item, key) => LayerReader.List(model, item, key)), only: Of(ModelKind.Layers),
            required: "a list of layers, for example [{ linear: 32 }, relu, { linear: 1 }]");

    /// <summary>The network's shape, see below.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>Hidden layers; each is followed by ReLU.</summary>
    public ImmutableArray<int> Sizes { get; init; } = [];

    /// <summary>The network, layer by layer; `model: [ ... ]` is short for it.</summary>
    public ImmutableArray<LayerSpec> Layers { get; init; } = [];

    /// <summary>A list is short for a mapping with it.</summary>
    internal static object? OfList(Section root, YamlItem item, string key) =>
        item is YamlList ? new ModelSpec { Kind = ModelKind.Layers, Layers = LayerReader.List(root, item, key) } : null;

    private static Only Of(ModelKind kind) => Only.With("kind", (ModelSpec m) => m.Kind, true, kind);
}
