namespace ActorSearch.Search.Optimizers;

/// <summary>AdamW (Loshchilov and Hutter 2019) as PyTorch's: decay shrinks the weights.</summary>
public sealed class AdamW : Adam
{
    /// <inheritdoc/>
    public override string Name => "adamw";

    /// <inheritdoc/>
    public override void Step(OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradients, StateSlots state, ReadOnlySpan<float> mask) =>
        Step(step, weights, gradients, state, mask, 0, (float)(1 - step.Rate * step.Settings.WeightDecay));
}
