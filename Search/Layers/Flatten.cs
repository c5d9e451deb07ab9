namespace ActorSearch.Search.Layers;

/// <summary>`flatten`: an image as features, channel by channel, row by row.</summary>
public sealed class Flatten : ElementKind
{
    /// <inheritdoc/>
    public override string Name => "flatten";

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(Layer layer) => [layer.InputShape.Aggregate(1, (a, b) => a * b)];

    /// <inheritdoc/>
    public override IEnumerable<UnitLink> Units(Layer layer, Func<int, bool> left)
    {
        var positions = layer.OutputShape[0] / layer.InputShape[0];
        return Enumerable.Range(0, layer.OutputShape[0]).Select(feature => new UnitLink(feature, feature / positions));
    }
}
