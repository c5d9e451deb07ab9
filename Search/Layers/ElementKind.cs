namespace ActorSearch.Search.Layers;

/// <summary>A kind that works element by element and keeps the shape.</summary>
public abstract class ElementKind : LinkedKind
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Output(Layer layer) => layer.InputShape;

    /// <inheritdoc/>
    protected override IEnumerable<Link> Links(Layer layer) =>
        Enumerable.Range(0, layer.InputShape.Aggregate(1, (a, b) => a * b)).Select(i => new Link(i, i));
}
