namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>A layer that takes each number by itself.</summary>
internal sealed unsafe class ElementLayer<TFunction>(Blob input, Blob output, TFunction function) : UnitLayer(input, output)
    where TFunction : struct, IElementwise
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
                    for (var v = 0; v < work.Lanes; v += T.Count) T.Store(function.Of(T.Load(from + v)), to + v);
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
                        var pull = function.Pull(T.Load(pulls + v), values + v);
                        T.Store(Input.Rectified ? T.Gate(pull, T.Load(values + v)) : pull, to + v);
                    }
                }
            }
        }
    }
}
