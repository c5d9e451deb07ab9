namespace ActorSearch.Search.Layers;

/// <summary>`{ max-pool: 3, stride: 3, padding: 0 }`: the greatest of each window; of equals the first.</summary>
public sealed class MaxPool : PoolKind
{
    /// <inheritdoc/>
    public override string Name => "max-pool";

    /// <inheritdoc/>
    protected override double Factor(int covered) => 1;

    /// <inheritdoc/>
    protected override IEnumerable<Link> Carrying(Link[] links, double[][] sample)
    {
        for (var i = 0; i < links.Length;)
        {
            var best = links[i];
            while (++i < links.Length && links[i].Output == best.Output)
                if (sample[0][links[i].Input] > sample[0][best.Input]) best = links[i];
            yield return best;
        }
    }
}
