using TorchSharp;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`adaptive-avg-pool`.</summary>
internal sealed class AdaptiveAvgPoolTorch : TorchKind
{
    public override IEnumerable<TorchCase> Cases => FewAndMany.Select(channels => new TorchCase(8, [channels, 14, 7], 5));

    public override torch.Tensor Apply(TorchCall call) => functional.adaptive_avg_pool2d(call.X, [call.Spec.Size, call.Spec.Size]);
}
