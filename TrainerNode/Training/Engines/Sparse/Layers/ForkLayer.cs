namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>
/// What several layers take: a copy for each of them. Their gradients are added up in the order of the layers.
/// </summary>
/// <param name="copies">In the order of the layers that take them.</param>
internal sealed unsafe class ForkLayer(Blob input, Blob[] copies) : UnitLayer(input, input)
{
    private readonly Blob[][] _takers =
        [.. Enumerable.Range(0, input.Units).Select(unit => copies.Where(copy => copy.IsLive(unit) || copy.IsConstant(unit)).ToArray())];

    /// <inheritdoc/>
    protected override void Forward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        foreach (var unit in some)
        {
            for (var at = 0; at < Input.Height * Input.Width; at++)
            {
                var (y, x) = (at / Input.Width, at % Input.Width);
                var from = work.Value(Input, unit, y, x);
                foreach (var copy in _takers[unit])
                {
                    var to = work.Value(copy, unit, y, x);
                    for (var v = 0; v < work.Lanes; v += T.Count) T.Store(T.Load(from + v), to + v);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Backward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        foreach (var unit in some)
        {
            for (var at = 0; at < Input.Height * Input.Width; at++)
            {
                var (y, x) = (at / Input.Width, at % Input.Width);
                var values = work.Value(Input, unit, y, x);
                var to = work.Pull(Input, unit, y, x);
                for (var v = 0; v < work.Lanes; v += T.Count)
                {
                    T sum = default;
                    foreach (var copy in _takers[unit]) sum = T.Add(sum, T.Load(work.Pull(copy, unit, y, x) + v));
                    T.Store(Input.Rectified ? T.Gate(sum, T.Load(values + v)) : sum, to + v);
                }
            }
        }
    }
}
