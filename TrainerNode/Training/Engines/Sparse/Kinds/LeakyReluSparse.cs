using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`leaky-relu`.</summary>
internal sealed class LeakyReluSparse() : UnitwiseSparse((spec, _, input, output) => new LeakyReluLayer(input, output, (float)spec.Rate))
{
    private sealed unsafe class LeakyReluLayer(Blob input, Blob output, float slope) : UnitLayer(input, output)
    {
        /// <inheritdoc/>
        protected override void Forward<T>(Workspace work, ReadOnlySpan<int> some)
        {
            foreach (var unit in some)
            {
                for (var at = 0; at < Output.Height * Output.Width; at++)
                {
                    var from = work.Value(Input, unit, at / Output.Width, at % Output.Width);
                    var to = work.Value(Output, unit, at / Output.Width, at % Output.Width);
                    for (var v = 0; v < work.Lanes; v += T.Count)
                    {
                        var value = T.Load(from + v);
                        var below = T.Relu(T.Multiply(value, T.All(-1)));
                        T.Store(T.MultiplyAdd(below, T.All(-slope), T.Relu(value)), to + v);
                    }
                }
            }
        }

        /// <inheritdoc/>
        protected override void Backward<T>(Workspace work, ReadOnlySpan<int> some)
        {
            foreach (var unit in some)
            {
                for (var at = 0; at < Output.Height * Output.Width; at++)
                {
                    var values = work.Value(Input, unit, at / Output.Width, at % Output.Width);
                    var pulls = work.Pull(Output, unit, at / Output.Width, at % Output.Width);
                    var to = work.Pull(Input, unit, at / Output.Width, at % Output.Width);
                    for (var v = 0; v < work.Lanes; v += T.Count)
                    {
                        var (value, pull) = (T.Load(values + v), T.Load(pulls + v));
                        var below = T.Where(T.Relu(value), T.All(0), pull);
                        var full = T.MultiplyAdd(below, T.All(slope), T.Gate(pull, value));
                        T.Store(Input.Rectified ? T.Gate(full, value) : full, to + v);
                    }
                }
            }
        }
    }
}
