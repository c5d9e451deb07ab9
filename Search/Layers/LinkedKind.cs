namespace ActorSearch.Search.Layers;

/// <summary>
/// The plain reference of a kind that is a list of links from its inputs to its outputs, and a bias: the forward pass and all gradients read the same list.
/// </summary>
public abstract class LinkedKind : LayerKind
{
    /// <summary>All links of a sample, in the order of outputs. Weights are those of the layer's first tensor, the bias is its second.</summary>
    protected abstract IEnumerable<Link> Links(Layer layer);

    /// <summary>The links that carry a sample; by default all of them.</summary>
    /// <param name="sample">Its elements by input.</param>
    protected virtual IEnumerable<Link> Carrying(Link[] links, double[][] sample) => links;

    /// <inheritdoc/>
    public sealed override void Forward(PlainBatch batch)
    {
        Link[] links = [.. Links(batch.Layer)];
        for (var sample = 0; sample < batch.Samples; sample++)
        {
            var x = batch.Sample(sample);
            var y = batch.Outputs.AsSpan(sample * batch.OutputSize, batch.OutputSize);
            for (var o = 0; batch.Tensors.Length > 1 && o < y.Length; o++) y[o] = batch.Tensors[1][o / batch.Layer.Positions];
            foreach (var link in Carrying(links, x)) y[link.Output] += link.Factor * Weight(batch, link) * x[link.From][link.Input];
        }
    }

    /// <inheritdoc/>
    public sealed override void Backward(PlainBatch batch)
    {
        Link[] links = [.. Links(batch.Layer)];
        for (var sample = 0; sample < batch.Samples; sample++)
        {
            var x = batch.Sample(sample);
            var pull = batch.Pull.AsSpan(sample * batch.OutputSize, batch.OutputSize);
            for (var o = 0; batch.Tensors.Length > 1 && o < pull.Length; o++) batch.TensorPulls[1][o / batch.Layer.Positions] += pull[o];
            foreach (var link in Carrying(links, x))
            {
                batch.InputPulls[link.From][sample * x[link.From].Length + link.Input] += link.Factor * Weight(batch, link) * pull[link.Output];
                if (link.Weight >= 0) batch.TensorPulls[0][link.Weight] += link.Factor * x[link.From][link.Input] * pull[link.Output];
            }
        }
    }

    private static double Weight(PlainBatch batch, Link link) => link.Weight < 0 ? 1 : batch.Tensors[0][link.Weight];
}
