using TorchSharp;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`max-pool`.</summary>
internal sealed class MaxPoolTorch : TorchKind
{
    public override bool LeavesOutput => true;

    public override IEnumerable<TorchCase> Cases => FewAndMany.SelectMany(channels => new TorchCase[]
    {
        new(8, [channels, 12, 12], 0, 2, 2),
        new(5, [channels, 13, 13], 0, 3, 2, 1),
    });

    public override torch.Tensor Apply(TorchCall call) => functional.max_pool2d(call.X, call.Kernel, call.Stride, call.Padding);
}
