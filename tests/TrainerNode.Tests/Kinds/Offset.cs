using ActorSearch.Search.Layers;
using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Tests.Kinds;

/// <summary>Adds a buffer, one number a unit, which begins with 0.5 and shrinks by a tenth with every training step.</summary>
public sealed class Offset : LayerKind
{
    public override string Name => "offset";

    public override bool KeepsZero => false;

    public override ImmutableArray<int> Output(Layer layer) => layer.InputShape;

    public override IEnumerable<TensorShape> Tensors(Layer layer) =>
        [new("offset", TensorRole.Buffer, [layer.OutputShape[0]])];

    public override void Initialize(LayerTensor tensor, CounterRandom random, Span<float> values) => values.Fill(0.5f);

    public override void Forward(PlainBatch batch)
    {
        for (var i = 0; i < batch.Outputs.Length; i++) batch.Outputs[i] = batch.Inputs[0][i] + batch.Tensors[0][i % batch.OutputSize / batch.Layer.Positions];
        for (var i = 0; batch.Training && i < batch.Tensors[0].Length; i++) batch.Tensors[0][i] *= 0.9f;
    }

    public override void Backward(PlainBatch batch)
    {
        for (var i = 0; i < batch.Pull.Length; i++) batch.InputPulls[0][i] += batch.Pull[i];
    }
}
