using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>Average pooling, padding counted as PyTorch does by default, and adaptive average pooling.</summary>
/// <param name="area">What a window's sum is divided by; 0 = its own size.</param>
internal sealed unsafe class AveragePoolLayer(Blob input, Blob output, AxisWindows rows, AxisWindows columns, int area) : ISparseLayer
{
    public void Forward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is null) Forward<Lane1>(work, output.Constant);
        else Forward<Lanes16>(work, output.Live);
    }

    public void Backward(Workspace work, CompressedWeights weights)
    {
        if (!input.HasPulls) return;
        if (work.Once is null) Backward<Lane1>(work, output.Constant);
        else Backward<Lanes16>(work, output.Live);
    }

    private void Forward<T>(Workspace work, int[] units) where T : struct, ILanes<T>
    {
        var lanes = work.Lanes;
        foreach (var unit in units)
        {
            PoolKernels.Mean<T>(
                rows, columns, area, work.Values(input) + (long)input.Value(unit, 0, 0) * lanes, input.Values.PlaneWidth * lanes,
                work.Values(output) + (long)output.Value(unit, 0, 0) * lanes, output.Values.PlaneWidth * lanes, lanes);
        }
    }

    private void Backward<T>(Workspace work, int[] units) where T : struct, ILanes<T>
    {
        var lanes = work.Lanes;
        foreach (var unit in units)
        {
            PoolKernels.MeanBack<T>(
                rows, columns, area, work.Pulls(output) + (long)output.Pull(unit, 0, 0) * lanes, output.Pulls.PlaneWidth * lanes,
                input.Rectified ? work.Values(input) + (long)input.Value(unit, 0, 0) * lanes : null, input.Values.PlaneWidth * lanes,
                work.Pulls(input) + (long)input.Pull(unit, 0, 0) * lanes, input.Pulls.PlaneWidth * lanes, lanes);
        }
    }
}
