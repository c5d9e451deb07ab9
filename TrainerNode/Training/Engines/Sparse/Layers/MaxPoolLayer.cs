using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>Max pooling. Keeps, for every output, where in its window it came from.</summary>
internal sealed unsafe class MaxPoolLayer(Blob input, Blob output, int kernel, int stride, int padding) : ISparseLayer
{
    private readonly AxisWindows _rows = AxisWindows.Of(input.Height, output.Height, kernel, stride, padding);
    private readonly AxisWindows _columns = AxisWindows.Of(input.Width, output.Width, kernel, stride, padding);

    public void Open(Workspace work) => work.AddExtra(this, (long)Units(work).Length * output.Height * output.Width * work.Lanes);

    public void Forward(Workspace work, CompressedWeights weights)
    {
        for (var i = 0; i < Units(work).Length; i++) ForwardOne(i, work);
    }

    public void Backward(Workspace work, CompressedWeights weights)
    {
        if (!input.HasPulls) return;
        for (var i = 0; i < Units(work).Length; i++) BackwardOne(i, work);
    }

    /// <param name="index">Of the live or the constant units.</param>
    public void ForwardOne(int index, Workspace work)
    {
        if (work.Once is null) Forward<Lane1>(index, work);
        else Forward<Lanes16>(index, work);
    }

    /// <param name="index">Of the live or the constant units.</param>
    public void BackwardOne(int index, Workspace work)
    {
        if (work.Once is null) Backward<Lane1>(index, work);
        else Backward<Lanes16>(index, work);
    }

    private void Forward<T>(int index, Workspace work) where T : struct, ILanes<T>
    {
        var (lanes, unit) = (work.Lanes, Units(work)[index]);
        PoolKernels.Highest<T>(
            _rows, _columns, kernel, work.Values(input) + (long)input.Value(unit, 0, 0) * lanes, input.Values.PlaneWidth * lanes,
            work.Values(output) + (long)output.Value(unit, 0, 0) * lanes, output.Values.PlaneWidth * lanes, PlacesOf(index, work), lanes, input.Rectified);
    }

    private void Backward<T>(int index, Workspace work) where T : struct, ILanes<T>
    {
        var (lanes, unit) = (work.Lanes, Units(work)[index]);
        PoolKernels.HighestBack<T>(
            _rows, _columns, kernel, work.Pulls(output) + (long)output.Pull(unit, 0, 0) * lanes, output.Pulls.PlaneWidth * lanes, PlacesOf(index, work),
            work.Pulls(input) + (long)input.Pull(unit, 0, 0) * lanes, input.Pulls.PlaneWidth * lanes, lanes);
    }

    private int[] Units(Workspace work) => work.Once is null ? output.Constant : output.Live;

    private float* PlacesOf(int index, Workspace work) => work.Extra(this) + (long)index * output.Height * output.Width * work.Lanes;
}
