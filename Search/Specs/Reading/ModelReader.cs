using System.Collections.Immutable;
using ActorSearch.Search.Layers;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Reads `model`: a kind, or a list of layers.</summary>
internal static class ModelReader
{
    private const string Example = "{ kind: cnn-3 }", ListExample = "[{ linear: 32 }, relu, { linear: 1 }]";
    private const int MostUnits = 1_000_000;

    public static ModelSpec? Read(Section root)
    {
        switch (root.Require("model", Example))
        {
            case null:
                return null;
            case YamlList list:
                return new ModelSpec { Kind = ModelKind.Layers, Layers = LayerReader.List(root, list, "model") };
            case var item when root.Sub(item, "model", Example) is { } model:
                return FromMapping(model);
            default:
                return null;
        }
    }

    private static ModelSpec? FromMapping(Section model)
    {
        if (model.Require("kind", "one of " + string.Join(", ", KindNames.All<ModelKind>())) is not { } item) return null;
        if (model.Kind<ModelKind>(item, "kind") is not { } kind) return null;
        ImmutableArray<int> sizes = [];
        ImmutableArray<LayerSpec> layers = [];
        if (kind == ModelKind.Mlp)
        {
            if (model.Require("sizes", "a list of layer sizes, for example [300, 100]") is { } list)
                sizes = model.List(list, "sizes", "[300, 100]", size => (int?)model.Whole(size, "sizes", 1, MostUnits, 100));
        }
        else if (model.Has("sizes")) model.Refuse("sizes", $"does not belong to kind {kind.Name()}, but to mlp");
        if (kind == ModelKind.Layers)
        {
            if (model.Require("layers", "a list of layers, for example " + ListExample) is { } list) layers = LayerReader.List(model, list, "layers");
        }
        else if (model.Has("layers")) model.Refuse("layers", $"does not belong to kind {kind.Name()}, but to layers");
        model.Take("sizes");
        model.Take("layers");
        model.Done();
        return new ModelSpec { Kind = kind, Sizes = sizes, Layers = layers };
    }
}
