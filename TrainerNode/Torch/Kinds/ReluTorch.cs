using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`relu`.</summary>
internal sealed class ReluTorch : TorchKind
{
    public override IEnumerable<TorchCase> Cases => FewAndMany.Select(channels => new TorchCase(3, [channels, 9, 9]));

    public override torch.Tensor Apply(TorchCall call) => call.MayOverwrite ? call.X.relu_() : call.X.relu();
}
