using ActorSearch.Search.Layers;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`max-pool`.</summary>
internal sealed class MaxPoolTorch : TorchKind
{
    public override string Name => "max-pool";

    public override bool LeavesOutput => true;

    public override IEnumerable<(LayerSpec Spec, int Samples, ImmutableArray<int> Input)> Cases
    {
        get
        {
            foreach (var channels in new[] { 1, 3, 16 })
            {
                yield return (Spec(0, 2, 2), 8, [channels, 12, 12]);
                yield return (Spec(0, 3, 2, 1), 5, [channels, 13, 13]);
            }
        }
    }

    public override torch.Tensor Apply(TorchCall call)
    {
        var spec = call.Spec;
        return functional.max_pool2d(call.X, [spec.Kernel, spec.Kernel], [spec.Stride, spec.Stride], [spec.Padding, spec.Padding]);
    }
}
