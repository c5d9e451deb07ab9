namespace ActorSearch.Search.Layers;

/// <summary>`{ leaky-relu: 0.01 }`: the value where it is above 0, else its share `slope` (Maas et al. 2013).</summary>
public sealed class LeakyRelu : ElementKind
{
    /// <inheritdoc/>
    public override string Name => "leaky-relu";

    /// <inheritdoc/>
    public override ImmutableArray<LayerKey> Keys { get; } =
        [new("slope", 0.01, spec => spec.Rate, (spec, value) => spec with { Rate = value }, 0, _ => 1, Whole: false)];

    /// <inheritdoc/>
    protected override IEnumerable<Link> Links(Layer layer) =>
        base.Links(layer).SelectMany(link => new[] { link, link with { Factor = layer.Spec.Rate } });

    /// <inheritdoc/>
    protected override IEnumerable<Link> Carrying(Link[] links, double[][] sample) =>
        links.Where((link, i) => sample[0][link.Input] > 0 == (i % 2 == 0));
}
