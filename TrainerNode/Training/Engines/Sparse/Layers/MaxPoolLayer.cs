using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>Max pooling. Keeps, for every output, where in its window it came from.</summary>
internal sealed unsafe class MaxPoolLayer(LayerSpec spec, Blob input, Blob output) : UnitLayer(input, output), ISparseLayer
{
    private readonly AxisWindows _rows = AxisWindows.Of(spec, input.Height, output.Height), _columns = AxisWindows.Of(spec, input.Width, output.Width);

    /// <inheritdoc/>
    public void Open(Workspace work) => work.AddExtra(this, (long)Units(work).Length * Output.Height * Output.Width * work.Lanes);

    /// <inheritdoc/>
    protected override void Forward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        var lanes = work.Lanes;
        foreach (var unit in some)
        {
            PoolKernels<T>.Highest(
                _rows, _columns, spec.Kernel, work.Value(Input, unit), Input.Values.PlaneWidth * lanes,
                work.Value(Output, unit), Output.Values.PlaneWidth * lanes, Places(unit, work), lanes, Input.Rectified);
        }
    }

    /// <inheritdoc/>
    protected override void Backward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        var lanes = work.Lanes;
        foreach (var unit in some)
        {
            PoolKernels<T>.HighestBack(
                _rows, _columns, spec.Kernel, work.Pull(Output, unit), Output.Pulls.PlaneWidth * lanes, Places(unit, work),
                work.Pull(Input, unit), Input.Pulls.PlaneWidth * lanes, lanes);
        }
    }

    private float* Places(int unit, Workspace work) => work.Extra(this) + (long)Output.Slot(unit) * Output.Height * Output.Width * work.Lanes;
}
