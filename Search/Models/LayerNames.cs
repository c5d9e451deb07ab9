using System.Collections.Immutable;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Models;

/// <summary>Names of layers in tickets: the one given, or kind and count (a named layer counts too).</summary>
internal static class LayerNames
{
    public static ImmutableArray<string> Of(ImmutableArray<LayerSpec> layers)
    {
        var (counts, taken) = (new Dictionary<string, int>(), new HashSet<string>(StringComparer.Ordinal));
        var names = ImmutableArray.CreateBuilder<string>(layers.Length);
        foreach (var layer in layers)
        {
            var prefix = Prefix(layer.Kind);
            counts[prefix] = counts.GetValueOrDefault(prefix) + 1;
            var name = layer.Name ?? $"{prefix}{counts[prefix]}";
            if (!taken.Add(name)) throw new BadInputException($"model: two layers are named `{name}`; names must differ");
            names.Add(name);
        }
        return names.ToImmutable();
    }

    private static string Prefix(LayerKind kind) => kind switch
    {
        LayerKind.Linear => "fc",
        LayerKind.Conv2d => "conv",
        LayerKind.Relu => "relu",
        LayerKind.MaxPool or LayerKind.AvgPool or LayerKind.AdaptiveAvgPool => "pool",
        LayerKind.Flatten => "flatten",
        LayerKind.Dropout => "dropout",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
