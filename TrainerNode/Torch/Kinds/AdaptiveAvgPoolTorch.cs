using ActorSearch.Search.Layers;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`adaptive-avg-pool`.</summary>
internal sealed class AdaptiveAvgPoolTorch : TorchKind
{
    public override string Name => "adaptive-avg-pool";

    public override IEnumerable<(LayerSpec Spec, int Samples, ImmutableArray<int> Input)> Cases
    {
        get
        {
            foreach (var channels in new[] { 1, 3, 16 })
            {
                yield return (Spec(5), 8, [channels, 14, 7]);
            }
        }
    }

    public override torch.Tensor Apply(TorchCall call)
    {
        var spec = call.Spec;
        return functional.adaptive_avg_pool2d(call.X, [spec.Size, spec.Size]);
    }
}
