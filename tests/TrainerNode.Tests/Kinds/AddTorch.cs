using ActorSearch.TrainerNode.Torch.Kinds;
using TorchSharp;

namespace ActorSearch.TrainerNode.Tests.Kinds;

internal sealed class AddTorch : TorchKind
{
    public override torch.Tensor Apply(TorchCall call) => call.Inputs.Skip(1).Aggregate(call.X, (sum, next) => sum.add(next));
}
