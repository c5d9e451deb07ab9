using ActorSearch.Search.Optimizers;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Optimizers;

/// <summary>`adam`.</summary>
internal class AdamTorch : TorchUpdate
{
    public override string Name => "adam";

    public override void Step(OptimizerStep step, torch.Tensor weights, torch.Tensor gradients, torch.Tensor[] state) =>
        Move(step, weights, Decayed(step, weights, gradients), state);

    private protected static void Move(OptimizerStep step, torch.Tensor weights, torch.Tensor change, torch.Tensor[] state)
    {
        var (rate, root) = Adam.BiasCorrection(step);
        var mean = state[0].lerp_(change, 1 - step.Settings.Beta1);
        var square = state[1].mul_(step.Settings.Beta2).addcmul_(change, change, 1 - step.Settings.Beta2);
        weights.addcdiv_(mean, square.sqrt().div_(root).add_(step.Settings.Epsilon), -rate);
    }
}
