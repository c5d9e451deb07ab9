using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>Which weights go (design part 3).</summary>
public sealed record PruneSpec
{
    private static readonly Only Taylor = Only.With("criterion", (PruneSpec p) => p.Criterion, false, CriterionKind.Taylor);

    private static readonly Value<ImmutableArray<string>> Layers = Texts("[fc2]", "the name of a layer", "list of layer names (*set*)");

    internal static KeysOf<PruneSpec> Keys { get; } = new KeysOf<PruneSpec>()
        .Add(p => p.Criterion, OneOf<CriterionKind>())
        .Add(p => p.ClassCost, Above0(TrainSpec.MostCost, "1"), only: Taylor, later: true)
        .Add(p => p.Scope, OneOf<ScopeKind>())
        .Add(p => p.Biases, Flag)
        // An empty list is what the default means, so it is fine here.
        .Add(p => p.Keep, Layers with
        {
            Read = (prune, item, key) => item is YamlList { Items.IsEmpty: true } ? null : Layers.Read(prune, item, key),
        });

    /// <summary>The score by which weights are removed, lowest first.</summary>
    public CriterionKind Criterion { get; init; } = CriterionKind.MagnitudeIncrease;

    /// <summary>Factor on the costly class in the loss L, see below.</summary>
    public double ClassCost { get; init; } = 1;

    /// <summary>Ranks the weights of each tensor and keeps at least one (`layer`), or all weights together (`global`).</summary>
    public ScopeKind Scope { get; init; } = ScopeKind.Layer;

    /// <summary>Whether biases can be pruned.</summary>
    public bool Biases { get; init; } = true;

    /// <summary>Layers that are never pruned.</summary>
    public ImmutableArray<string> Keep { get; init; } = [];
}
