using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`relu`, where no layer before it takes it over.</summary>
internal sealed class ReluSparse : SparseKind
{
    public override string Name => "relu";

    public override Blob Plan(NetworkPlan plan, int index)
    {
        var input = plan.InputOf(index);
        var output = plan.OutputOf(index, input.HasPulls);
        plan.Add(() => new ElementLayer(input, output, relu: true));
        return output;
    }
}
