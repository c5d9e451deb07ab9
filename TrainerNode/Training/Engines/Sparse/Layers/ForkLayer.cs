using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>
/// What several layers take: a copy for each of them. Their gradients are added up in the order of the layers.
/// </summary>
internal sealed unsafe class ForkLayer : ISparseLayer
{
    private readonly Blob _input;
    private readonly Blob[][] _takers;

    /// <param name="copies">In the order of the layers that take them.</param>
    public ForkLayer(Blob input, Blob[] copies)
    {
        _input = input;
        _takers = [.. Enumerable.Range(0, input.Units).Select(unit => copies.Where(copy => copy.IsLive(unit) || copy.IsConstant(unit)).ToArray())];
    }

    public void Forward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is null) Forward<Lane1>(work, _input.Constant);
        else Forward<Lanes16>(work, _input.Live);
    }

    public void Backward(Workspace work, CompressedWeights weights)
    {
        if (!_input.HasPulls) return;
        if (work.Once is null) Backward<Lane1>(work, _input.Constant);
        else Backward<Lanes16>(work, _input.Live);
    }

    private void Forward<T>(Workspace work, int[] units) where T : struct, ILanes<T>
    {
        foreach (var unit in units)
        {
            for (var at = 0; at < _input.Height * _input.Width; at++)
            {
                var (y, x) = (at / _input.Width, at % _input.Width);
                var from = work.Values(_input) + (long)_input.Value(unit, y, x) * work.Lanes;
                foreach (var copy in _takers[unit])
                {
                    var to = work.Values(copy) + (long)copy.Value(unit, y, x) * work.Lanes;
                    for (var v = 0; v < work.Lanes; v += T.Count) T.Store(T.Load(from + v), to + v);
                }
            }
        }
    }

    private void Backward<T>(Workspace work, int[] units) where T : struct, ILanes<T>
    {
        foreach (var unit in units)
        {
            for (var at = 0; at < _input.Height * _input.Width; at++)
            {
                var (y, x) = (at / _input.Width, at % _input.Width);
                var values = work.Values(_input) + (long)_input.Value(unit, y, x) * work.Lanes;
                var to = work.Pulls(_input) + (long)_input.Pull(unit, y, x) * work.Lanes;
                for (var v = 0; v < work.Lanes; v += T.Count)
                {
                    T sum = default;
                    foreach (var copy in _takers[unit]) sum = T.Add(sum, T.Load(work.Pulls(copy) + (long)copy.Pull(unit, y, x) * work.Lanes + v));
                    T.Store(_input.Rectified ? T.Gate(sum, T.Load(values + v)) : sum, to + v);
                }
            }
        }
    }
}
