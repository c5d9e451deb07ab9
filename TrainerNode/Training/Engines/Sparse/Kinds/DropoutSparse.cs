using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`dropout`.</summary>
internal sealed class DropoutSparse() : UnitwiseSparse((spec, index, input, output) => new DropoutLayer(input, output, index, spec.Rate))
{
    /// <inheritdoc/>
    public override Blob Plan(NetworkPlan plan, int index) => plan.Spec(index).Rate <= 0 ? plan.InputOf(index) : base.Plan(plan, index);
}
