using ActorSearch.Search.Optimizers;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Optimizers;

/// <summary>`sgd`.</summary>
internal sealed class SgdTorch : TorchUpdate
{
    public override string Name => "sgd";

    public override void Step(OptimizerStep step, torch.Tensor weights, torch.Tensor gradients, torch.Tensor[] state)
    {
        var change = Decayed(step, weights, gradients);
        var velocity = state[0].mul_(step.Settings.Momentum).add_(change);
        weights.add_(step.Settings.Nesterov ? change.add(velocity, step.Settings.Momentum) : velocity, -step.Rate);
    }
}
