using ActorSearch.Search.Optimizers;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Optimizers;

/// <summary>`adamw`.</summary>
internal sealed class AdamWTorch : AdamTorch
{
    public override string Name => "adamw";

    public override void Step(OptimizerStep step, torch.Tensor weights, torch.Tensor gradients, torch.Tensor[] state)
    {
        weights.mul_(1 - step.Rate * step.Settings.WeightDecay);
        Move(step, weights, gradients, state);
    }
}
