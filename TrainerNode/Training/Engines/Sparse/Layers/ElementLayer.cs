namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>A ReLU that could not be merged into an earlier layer, or a copy into the layout that a convolution with a stride reads.</summary>
/// <param name="relu">Whether to apply a ReLU; false: copy.</param>
internal sealed unsafe class ElementLayer(Blob input, Blob output, bool relu) : UnitLayer(input, output)
{
    /// <inheritdoc/>
    protected override void Forward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        foreach (var unit in some)
        {
            for (var y = 0; y < Output.Height; y++)
            {
                for (var x = 0; x < Output.Width; x++)
                {
                    var from = work.Value(Input, unit, y, x);
                    var to = work.Value(Output, unit, y, x);
                    for (var v = 0; v < work.Lanes; v += T.Count) T.Store(relu ? T.Relu(T.Load(from + v)) : T.Load(from + v), to + v);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Backward<T>(Workspace work, ReadOnlySpan<int> some)
    {
        foreach (var unit in some)
        {
            for (var y = 0; y < Output.Height; y++)
            {
                for (var x = 0; x < Output.Width; x++)
                {
                    var values = work.Value(Input, unit, y, x);
                    var pulls = work.Pull(Output, unit, y, x);
                    var to = work.Pull(Input, unit, y, x);
                    for (var v = 0; v < work.Lanes; v += T.Count)
                    {
                        var pull = T.Load(pulls + v);
                        T.Store(relu || Input.Rectified ? T.Gate(pull, T.Load(values + v)) : pull, to + v);
                    }
                }
            }
        }
    }
}
