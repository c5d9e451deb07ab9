using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>A kind that has no weights and one input, and makes each unit from the same unit of it.</summary>
/// <param name="layer">Makes what computes the layer, from its numbers, its index in the architecture, its input and its output.</param>
internal abstract class UnitwiseSparse(Func<LayerSpec, int, Blob, Blob, ISparseLayer> layer) : SparseKind
{
    /// <inheritdoc/>
    public override Blob Plan(NetworkPlan plan, int index)
    {
        var input = plan.InputOf(index);
        var output = plan.OutputOf(index, input.HasPulls);
        plan.Add(() => layer(plan.Spec(index), index, input, output));
        return output;
    }
}
