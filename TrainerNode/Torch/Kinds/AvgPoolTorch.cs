using TorchSharp;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`avg-pool`.</summary>
internal sealed class AvgPoolTorch : TorchKind
{
    public override IEnumerable<TorchCase> Cases => FewAndMany.Select(channels => new TorchCase(5, [channels, 13, 13], 0, 3, 2, 1));

    public override torch.Tensor Apply(TorchCall call) => functional.avg_pool2d(call.X, call.Kernel, call.Stride, call.Padding);
}
