using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`flatten`.</summary>
internal sealed class FlattenTorch : TorchKind
{
    public override torch.Tensor Apply(TorchCall call) => call.X.flatten(1);
}
