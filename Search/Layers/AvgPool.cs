namespace ActorSearch.Search.Layers;

/// <summary>`{ avg-pool: 2, stride: 2, padding: 0 }`: the mean of each window; the zeros around the map count, as in PyTorch.</summary>
public sealed class AvgPool : PoolKind
{
    /// <inheritdoc/>
    public override string Name => "avg-pool";

    /// <inheritdoc/>
    protected override double Factor(int covered) => 1.0 / covered;
}
