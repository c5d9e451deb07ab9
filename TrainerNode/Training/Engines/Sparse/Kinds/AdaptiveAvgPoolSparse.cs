using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`adaptive-avg-pool`.</summary>
internal sealed class AdaptiveAvgPoolSparse : AveragePoolSparse
{
    public override string Name => "adaptive-avg-pool";

    protected override AxisWindows Windows(LayerSpec spec, int inputs, int outputs) => AxisWindows.Adaptive(inputs, outputs);

    protected override int Area(LayerSpec spec) => 0;
}
