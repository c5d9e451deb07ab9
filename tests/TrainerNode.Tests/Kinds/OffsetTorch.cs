using ActorSearch.TrainerNode.Torch.Kinds;
using TorchSharp;

namespace ActorSearch.TrainerNode.Tests.Kinds;

internal sealed class OffsetTorch : TorchKind
{
    public override torch.Tensor Apply(TorchCall call)
    {
        var offset = call.Tensors[0];
        var y = call.X.add(offset.reshape([1, -1, .. Enumerable.Repeat(1L, call.Layer.OutputShape.Length - 1)]));
        if (call.Dropout is not null) offset.mul_(0.9f);
        return y;
    }
}
