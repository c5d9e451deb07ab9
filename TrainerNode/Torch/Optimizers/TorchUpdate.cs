using ActorSearch.Search.Optimizers;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Optimizers;

/// <summary>
/// An optimizer's step as operations of libtorch, for devices other than the CPU. Every class derived from this one, in a file of its name, is registered by
/// the name of its <see cref="Optimizer"/>; one that has none is computed on the CPU, for which everything is copied.
/// </summary>
internal abstract class TorchUpdate : Registered<TorchUpdate>
{
    /// <summary>Updates weights and state; the gradients stay.</summary>
    /// <param name="state">As <see cref="Optimizer.Slots"/>.</param>
    public abstract void Step(OptimizerStep step, torch.Tensor weights, torch.Tensor gradients, torch.Tensor[] state);

    /// <summary>The gradients with the decay of L2 in them.</summary>
    private protected static torch.Tensor Decayed(OptimizerStep step, torch.Tensor weights, torch.Tensor gradients) =>
        step.Settings.WeightDecay == 0 ? gradients : gradients.add(weights, step.Settings.WeightDecay);
}
