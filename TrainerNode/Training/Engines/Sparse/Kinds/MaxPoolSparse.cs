using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`max-pool`.</summary>
internal sealed class MaxPoolSparse : SparseKind
{
    public override string Name => "max-pool";

    public override Blob Plan(NetworkPlan plan, int index)
    {
        var input = plan.InputOf(index);
        var output = plan.OutputOf(index, input.HasPulls);
        plan.Add(() => Layer(plan.Architecture.Layers[index].Spec, input, output));
        return output;
    }

    public static MaxPoolLayer Layer(LayerSpec spec, Blob input, Blob output) => new(input, output, spec.Kernel, spec.Stride, spec.Padding);
}
