using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>A ReLU that could not be merged into an earlier layer, or a copy into the layout that a convolution with a stride reads.</summary>
/// <param name="relu">Whether to apply a ReLU; false: copy.</param>
internal sealed unsafe class ElementLayer(Blob input, Blob output, bool relu) : ISparseLayer
{
    /// <inheritdoc/>
    public void Forward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is null) Forward<Lane1>(work, output.Constant);
        else Forward<Lanes16>(work, output.Live);
    }

    /// <inheritdoc/>
    public void Backward(Workspace work, CompressedWeights weights)
    {
        if (!input.HasPulls) return;
        if (work.Once is null) Backward<Lane1>(work, output.Constant);
        else Backward<Lanes16>(work, output.Live);
    }

    private void Forward<T>(Workspace work, int[] units) where T : struct, ILanes<T>
    {
        foreach (var unit in units)
        {
            for (var y = 0; y < output.Height; y++)
            {
                for (var x = 0; x < output.Width; x++)
                {
                    var from = work.Values(input) + (long)input.Value(unit, y, x) * work.Lanes;
                    var to = work.Values(output) + (long)output.Value(unit, y, x) * work.Lanes;
                    for (var v = 0; v < work.Lanes; v += T.Count) T.Store(relu ? T.Relu(T.Load(from + v)) : T.Load(from + v), to + v);
                }
            }
        }
    }

    private void Backward<T>(Workspace work, int[] units) where T : struct, ILanes<T>
    {
        foreach (var unit in units)
        {
            for (var y = 0; y < output.Height; y++)
            {
                for (var x = 0; x < output.Width; x++)
                {
                    var values = work.Values(input) + (long)input.Value(unit, y, x) * work.Lanes;
                    var pulls = work.Pulls(output) + (long)output.Pull(unit, y, x) * work.Lanes;
                    var to = work.Pulls(input) + (long)input.Pull(unit, y, x) * work.Lanes;
                    for (var v = 0; v < work.Lanes; v += T.Count)
                    {
                        var pull = T.Load(pulls + v);
                        T.Store(relu || input.Rectified ? T.Gate(pull, T.Load(values + v)) : pull, to + v);
                    }
                }
            }
        }
    }
}
