using System.Collections.Immutable;
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
            throw new BadInputException($"model: {model.Kind.Name()} needs images, but a sample has {inputShape[0]} features; use mlp, lenet-300-100 or a list of layers");

        ImmutableArray<LayerSpec> specs = [.. BuiltInModels.Layers(model, inputShape.Length == 3)];
        if (specs.IsEmpty || specs[^1].Kind != LayerKind.Linear)
            throw new BadInputException("model: the last layer must be `linear: 1`, the logit" + (specs.IsEmpty ? ", but there is no layer" : $", but it is `{specs[^1].Kind.Name()}`"));

        var layers = ImmutableArray.CreateBuilder<Layer>(specs.Length);
        var shape = inputShape;
        var keep = prune.Keep.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, spec) in LayerNames.Of(specs).Zip(specs))
        {
            var output = LayerShapes.Output(name, spec, shape, inputShape, model.Kind);
            var prunable = !keep.Contains(name);
            var (weightShape, fanIn) = LayerShapes.Weight(name, spec, shape);
            layers.Add(weightShape.IsEmpty
                ? new Layer(name, spec, shape, output, null, null)
                : new Layer(name, spec, shape, output,
                    new ParameterTensor($"{name}.weight", weightShape, fanIn, IsBias: false, prunable),
                    new ParameterTensor($"{name}.bias", [spec.Size], fanIn, IsBias: true, prunable && prune.Biases)));
            shape = output;
        }
        if (shape is not [1])
            throw new BadInputException($"model: the last layer, {layers[^1].Name}, must be `linear: 1` (one logit), but it gives {LayerShapes.Text(shape)}");

        var architecture = new Architecture(inputShape, layers.ToImmutable());
        CheckKeep(prune.Keep, architecture);
        return architecture;
    }

    private static void CheckKeep(ImmutableArray<string> keep, Architecture architecture)
    {
        var names = architecture.Layers.Where(layer => layer.Weight is not null).Select(layer => layer.Name).ToList();
        var known = names.ToHashSet(StringComparer.Ordinal);
        foreach (var name in keep)
        {
            if (!known.Contains(name))
                throw new BadInputException($"prune.keep: no layer with weights is named `{name}`; those with weights are {string.Join(", ", names)}{NearestName.Hint(name, names)}");
        }
        if (architecture.PrunableWeights == 0) throw new BadInputException("prune.keep: every layer is kept, so nothing is left to prune");
    }
}
