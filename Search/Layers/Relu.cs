namespace ActorSearch.Search.Layers;

/// <summary>`relu`: the value where it is above 0, else 0.</summary>
public sealed class Relu : ElementKind
{
    /// <inheritdoc/>
    public override string Name => "relu";

    /// <inheritdoc/>
    protected override IEnumerable<Link> Carrying(Link[] links, double[][] sample) => links.Where(link => sample[0][link.Input] > 0);
}
