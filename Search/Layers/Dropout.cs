namespace ActorSearch.Search.Layers;

/// <summary>`{ dropout: 0.5 }`: in training, a share of the elements becomes 0 and the others grow by as much; in evaluation nothing changes.</summary>
public sealed class Dropout : LayerKind
{
    /// <inheritdoc/>
    public override string Name => "dropout";

    /// <inheritdoc/>
    public override ImmutableArray<LayerKey> Keys { get; } = [LayerKey.Rate];

    /// <inheritdoc/>
    public override bool DiffersBySample(LayerSpec spec) => spec.Rate > 0;

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(Layer layer) => layer.InputShape;

    /// <inheritdoc/>
    public override void Forward(PlainBatch batch)
    {
        for (var i = 0; i < batch.Outputs.Length; i++) batch.Outputs[i] = batch.Inputs[0][i] * (batch.Dropped?[i] ?? 1);
    }

    /// <inheritdoc/>
    public override void Backward(PlainBatch batch)
    {
        for (var i = 0; i < batch.Pull.Length; i++) batch.InputPulls[0][i] += batch.Pull[i] * (batch.Dropped?[i] ?? 1);
    }
}
