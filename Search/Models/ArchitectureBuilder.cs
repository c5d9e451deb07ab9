using ActorSearch.Search.Layers;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Models;

/// <summary>Spells a model out for one input shape.</summary>
public static class ArchitectureBuilder
{
    /// <param name="inputShape">[channels, height, width] or [features].</param>
    /// <exception cref="BadInputException">The model and the input do not fit, or `prune.keep` names no layer with weights.</exception>
    public static Architecture Build(ModelSpec model, ImmutableArray<int> inputShape, PruneSpec prune)
    {
        if (inputShape.Length is not (1 or 3) || inputShape.Any(n => n < 1))
            throw new ArgumentException("a shape is [channels, height, width] or [features]", nameof(inputShape));
        if (inputShape.Length == 1 && BuiltInModels.NeedsImages(model.Kind))
            throw new BadInputException(
                $"model: {model.Kind.Name()} needs images, but a sample has {inputShape[0]} features; use mlp, lenet-300-100 or a list of layers");

        ImmutableArray<LayerSpec> specs = [.. BuiltInModels.Layers(model, inputShape.Length == 3)];
        if (specs.IsEmpty || specs[^1].Kind is not Linear)
            throw new BadInputException(
                "model: the last layer must be `linear: 1`, the logit" + (specs.IsEmpty ? ", but there is no layer" : $", but it is `{specs[^1].Kind.Name}`"));

        var keep = prune.Keep.ToHashSet();
        var graph = new GraphBuilder(
            inputShape, (layer, tensor) => !keep.Contains(layer) && (tensor.Role == TensorRole.Weight || prune.Biases),
            model.Kind == ModelKind.Layers ? "these layers" : model.Kind.Name());
        var last = 0;
        foreach (var spec in specs) last = graph.Add(spec, last);
        var architecture = graph.Build();
        CheckKeep(prune.Keep, architecture);
        return architecture;
    }

    private static void CheckKeep(ImmutableArray<string> keep, Architecture architecture)
    {
        var names = architecture.Layers.Where(layer => layer.Weight is not null).Select(layer => layer.Name).ToList();
        var known = names.ToHashSet();
        foreach (var name in keep)
        {
            if (known.Contains(name)) continue;
            var hint = NearestName.Hint(name, names);
            throw new BadInputException($"prune.keep: no layer with weights is named `{name}`; those with weights are {string.Join(", ", names)}{hint}");
        }
        if (architecture.PrunableWeights == 0) throw new BadInputException("prune.keep: every layer is kept, so nothing is left to prune");
    }
}
