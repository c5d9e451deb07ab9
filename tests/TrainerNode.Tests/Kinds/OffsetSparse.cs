using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Tests.Kinds;

internal sealed class OffsetSparse : SparseKind
{
    public override Blob Plan(NetworkPlan plan, int index)
    {
        var (input, places) = (plan.InputOf(index), plan.Places(plan.Architecture.Layers[index].Tensors[0]));
        var output = plan.OutputOf(index, input.HasPulls);
        plan.Add(() => new OffsetLayer(input, output, places));
        return output;
    }

    private sealed unsafe class OffsetLayer(Blob input, Blob output, int[] places) : ISparseLayer
    {
        public void Forward(Workspace work, CompressedWeights weights)
        {
            if (work.Once is null) Forward<Lane1>(work, weights, output.Constant);
            else Forward<Lanes16>(work, weights, output.Live);
        }

        public void Backward(Workspace work, CompressedWeights weights)
        {
            if (work.Once is null) Backward<Lane1>(work, output.Constant);
            else Backward<Lanes16>(work, output.Live);
            if (work.Once is not null) return; // units computed once are the last of a batch
            foreach (var place in places) weights.Values[place] *= 0.9f;
        }

        private void Forward<T>(Workspace work, CompressedWeights weights, int[] units) where T : struct, ILanes<T>
        {
            foreach (var unit in units)
            {
                for (var at = 0; at < output.Height * output.Width; at++)
                {
                    var (y, x) = (at / output.Width, at % output.Width);
                    var to = work.Values(output) + (long)output.Value(unit, y, x) * work.Lanes;
                    for (var v = 0; v < work.Lanes; v += T.Count)
                    {
                        T value = Has(unit) ? T.Load(work.Values(input) + (long)input.Value(unit, y, x) * work.Lanes + v) : default;
                        T.Store(T.Add(value, T.All(weights.Values[places[unit]])), to + v);
                    }
                }
            }
        }

        private void Backward<T>(Workspace work, int[] units) where T : struct, ILanes<T>
        {
            foreach (var unit in units.Where(unit => Has(unit) && input.HasPulls))
            {
                for (var at = 0; at < output.Height * output.Width; at++)
                {
                    var (y, x) = (at / output.Width, at % output.Width);
                    for (var v = 0; v < work.Lanes; v += T.Count)
                    {
                        var pull = T.Load(work.Pulls(output) + (long)output.Pull(unit, y, x) * work.Lanes + v);
                        if (input.Rectified) pull = T.Gate(pull, T.Load(work.Values(input) + (long)input.Value(unit, y, x) * work.Lanes + v));
                        T.Store(pull, work.Pulls(input) + (long)input.Pull(unit, y, x) * work.Lanes + v);
                    }
                }
            }
        }

        private bool Has(int unit) => input.IsLive(unit) || input.IsConstant(unit);
    }
}
