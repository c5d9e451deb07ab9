using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>A pooling by means.</summary>
internal abstract class AveragePoolSparse : SparseKind
{
    public override Blob Plan(NetworkPlan plan, int index)
    {
        var (spec, input) = (plan.Architecture.Layers[index].Spec, plan.InputOf(index));
        var output = plan.OutputOf(index, input.HasPulls);
        plan.Add(() => new AveragePoolLayer(input, output, Windows(spec, input.Height, output.Height), Windows(spec, input.Width, output.Width), Area(spec)));
        return output;
    }

    /// <summary>The windows along one side.</summary>
    protected abstract AxisWindows Windows(LayerSpec spec, int inputs, int outputs);

    /// <summary>What a window's sum is divided by; 0 = its own size.</summary>
    protected abstract int Area(LayerSpec spec);
}
