using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Tests.Kinds;

internal sealed class AddSparse : SparseKind
{
    public override Blob Plan(NetworkPlan plan, int index)
    {
        Blob[] inputs = [.. Enumerable.Range(0, plan.Architecture.Layers[index].Inputs.Length).Select(input => plan.InputOf(index, input))];
        var output = plan.OutputOf(index, inputs.Any(input => input.HasPulls));
        plan.Add(() => new AddLayer(inputs, output));
        return output;
    }

    /// <summary>A constant input of a live unit is added to every sample, and gets the sum of the samples' gradients.</summary>
    private sealed unsafe class AddLayer(Blob[] inputs, Blob output) : ISparseLayer
    {
        public void Forward(Workspace work, CompressedWeights weights)
        {
            if (work.Once is null) Each(work, output.Constant, Forward<Lane1>);
            else Each(work, output.Live, Forward<Lanes16>);
        }

        public void Backward(Workspace work, CompressedWeights weights)
        {
            if (work.Once is null) Each(work, output.Constant, Backward<Lane1>);
            else Each(work, output.Live, Backward<Lanes16>);
        }

        private void Each(Workspace work, int[] units, Action<Workspace, int, int, int> each)
        {
            foreach (var unit in units)
                for (var at = 0; at < output.Height * output.Width; at++) each(work, unit, at / output.Width, at % output.Width);
        }

        private void Forward<T>(Workspace work, int unit, int y, int x) where T : struct, ILanes<T>
        {
            for (var v = 0; v < work.Lanes; v += T.Count)
            {
                T sum = default;
                foreach (var input in inputs)
                {
                    if (IsOnce(input, unit, work)) sum = T.Add(sum, T.All(work.Once!.Values(input)[input.Value(unit, y, x)]));
                    else if (Has(input, unit)) sum = T.Add(sum, T.Load(work.Values(input) + (long)input.Value(unit, y, x) * work.Lanes + v));
                }
                T.Store(sum, work.Values(output) + (long)output.Value(unit, y, x) * work.Lanes + v);
            }
        }

        private void Backward<T>(Workspace work, int unit, int y, int x) where T : struct, ILanes<T>
        {
            var pulls = work.Pulls(output) + (long)output.Pull(unit, y, x) * work.Lanes;
            foreach (var input in inputs)
            {
                if (!Has(input, unit) || !input.HasPulls) continue;
                var once = IsOnce(input, unit, work);
                var values = (once ? work.Once! : work).Values(input) + (long)input.Value(unit, y, x) * (once ? 1 : work.Lanes);
                for (var v = 0; v < work.Lanes; v += T.Count)
                {
                    var gated = T.Load(pulls + v);
                    if (input.Rectified) gated = T.Gate(gated, once ? T.All(*values) : T.Load(values + v));
                    if (once) work.Once!.Pulls(input)[input.Pull(unit, y, x)] += T.Sum(gated);
                    else T.Store(gated, work.Pulls(input) + (long)input.Pull(unit, y, x) * work.Lanes + v);
                }
            }
        }

        private static bool Has(Blob input, int unit) => input.IsLive(unit) || input.IsConstant(unit);

        private static bool IsOnce(Blob input, int unit, Workspace work) => work.Once is not null && input.IsConstant(unit);
    }
}
