using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>Average pooling, padding counted as PyTorch does by default, and adaptive average pooling.</summary>
internal sealed class AveragePoolLayer(LayerSpec spec, Blob input, Blob output) : UnitLayer(input, output)
{
    private readonly AxisWindows _rows = AxisWindows.Of(spec, input.Height, output.Height), _columns = AxisWindows.Of(spec, input.Width, output.Width);

    /// <summary>What a window's sum is divided by; 0 = its own size, which differs where pooling is adaptive.</summary>
    private readonly int _area = spec.Kernel * spec.Kernel;

    /// <inheritdoc/>
    protected override void Forward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        foreach (var unit in some) PoolKernels<T>.Mean(_rows, _columns, _area, work.ValueMap(Input, unit), work.ValueMap(Output, unit), work.Lanes);
    }

    /// <inheritdoc/>
    protected override void Backward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        foreach (var unit in some)
        {
            PoolKernels<T>.MeanBack(
                _rows, _columns, _area, work.PullMap(Output, unit), Input.Rectified ? work.ValueMap(Input, unit) : default,
                work.PullMap(Input, unit), work.Lanes);
        }
    }
}
