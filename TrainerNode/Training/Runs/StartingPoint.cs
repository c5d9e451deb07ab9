using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using ActorSearch.TrainerNode.Training.Pruning.Criteria;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>A run before its first step: its mask and the weights it starts from, 0 where pruned.</summary>
internal sealed record StartingPoint(NetworkMask Mask, float[] Weights)
{
    /// <summary>Dense initial weights for a root; else the parent's network, pruned by its trained weights, rewound as the step says.</summary>
    /// <param name="engines">Compute the gradients of `taylor`.</param>
    /// <param name="beat">Called meanwhile.</param>
    /// <exception cref="OperationCanceledException">It was stopped meanwhile.</exception>
    public static StartingPoint Of(RunInputs inputs, IEngines engines, Action beat, CancellationToken stop)
    {
        var (order, layout) = (inputs.Order, inputs.Layout);
        if (inputs.Level == 0) return new(NetworkMask.Full(inputs.Architecture), InitialWeights.Root(layout, inputs.Seed, inputs.Replicate));

        var reference = order.ParentTicket ?? throw new InvalidOperationException($"the order of {order.Work} brings no parent ticket");
        var parent = inputs.ReadTicket(reference, order.Path.Parent, inputs.Replicate);
        var importance = Criterion.Of(order.Spec.Prune.Criterion).TakesImportance ? TaylorImportance.Of(inputs, parent, engines, beat, stop) : null;
        var mask = Pruner.Prune(
            layout, parent.Mask, parent.Trained, Reference(order.Path.Parent, parent.Initial), order.Spec.Prune, order.Path.Last.PruningRate,
            new PruningKey(inputs.Seed, inputs.Replicate, inputs.Level), importance);

        var rewind = order.Path.Last.Rewind;
        var weights = rewind.Kind switch
        {
            RewindKind.Epoch => inputs.ReadRootWeights(rewind.Epoch),
            RewindKind.Reinit => InitialWeights.Reinit(layout, inputs.Seed, inputs.Replicate, inputs.Level),
            _ => parent.Trained,
        };
        mask.Apply(layout, weights);
        return new(mask, weights);
    }

    /// <summary>
    /// w_ref of `magnitude-increase`: what the parent started from when that was the root run's weights (a ticket holds them), else 0.
    /// </summary>
    private static ReadOnlySpan<float> Reference(CandidatePath parent, float[] initial) =>
        parent.Level == 0 || parent.Last.Rewind.Kind == RewindKind.Epoch ? initial : default;
}
