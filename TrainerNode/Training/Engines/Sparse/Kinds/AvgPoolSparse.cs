using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`avg-pool`.</summary>
internal sealed class AvgPoolSparse : AveragePoolSparse
{
    public override string Name => "avg-pool";

    protected override AxisWindows Windows(LayerSpec spec, int inputs, int outputs) => AxisWindows.Of(inputs, outputs, spec.Kernel, spec.Stride, spec.Padding);

    protected override int Area(LayerSpec spec) => spec.Kernel * spec.Kernel;
}
