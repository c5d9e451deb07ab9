using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`dropout`.</summary>
internal sealed class DropoutSparse : SparseKind
{
    public override string Name => "dropout";

    public override Blob Plan(NetworkPlan plan, int index)
    {
        var (spec, input) = (plan.Architecture.Layers[index].Spec, plan.InputOf(index));
        if (spec.Rate <= 0) return input;
        var output = plan.OutputOf(index, input.HasPulls);
        plan.Add(() => new DropoutLayer(input, output, index, spec.Rate));
        return output;
    }
}
