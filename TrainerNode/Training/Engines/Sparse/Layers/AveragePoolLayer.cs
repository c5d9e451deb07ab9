using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>Average pooling, padding counted as PyTorch does by default, and adaptive average pooling.</summary>
internal sealed unsafe class AveragePoolLayer(LayerSpec spec, Blob input, Blob output) : UnitLayer(input, output)
{
    private readonly AxisWindows _rows = AxisWindows.Of(spec, input.Height, output.Height), _columns = AxisWindows.Of(spec, input.Width, output.Width);

    /// <summary>What a window's sum is divided by; 0 = its own size, which differs where pooling is adaptive.</summary>
    private readonly int _area = spec.Kernel * spec.Kernel;

    /// <inheritdoc/>
    protected override void Forward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        var lanes = work.Lanes;
        foreach (var unit in some)
        {
            PoolKernels<T>.Mean(
                _rows, _columns, _area, work.Value(Input, unit), Input.Values.PlaneWidth * lanes,
                work.Value(Output, unit), Output.Values.PlaneWidth * lanes, lanes);
        }
    }

    /// <inheritdoc/>
    protected override void Backward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        var lanes = work.Lanes;
        foreach (var unit in some)
        {
            PoolKernels<T>.MeanBack(
                _rows, _columns, _area, work.Pull(Output, unit), Output.Pulls.PlaneWidth * lanes,
                Input.Rectified ? work.Value(Input, unit) : null, Input.Values.PlaneWidth * lanes,
                work.Pull(Input, unit), Input.Pulls.PlaneWidth * lanes, lanes);
        }
    }
}
