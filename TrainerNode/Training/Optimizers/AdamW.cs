namespace ActorSearch.TrainerNode.Training.Optimizers;

/// <summary>AdamW (Loshchilov and Hutter 2019) as PyTorch's: decay shrinks the weights.</summary>
internal sealed class AdamW : Adam
{
    public override string Name => "adamw";

    public override void Step(OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradients, StateSlots state, ReadOnlySpan<float> mask) =>
        Step(step, weights, gradients, state, mask, 0, (float)(1 - step.Rate * step.Train.WeightDecay));
}
