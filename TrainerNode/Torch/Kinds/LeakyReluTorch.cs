using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`leaky-relu`.</summary>
internal sealed class LeakyReluTorch : TorchKind
{
    public override IEnumerable<TorchCase> Cases => FewAndMany.Select(channels => new TorchCase(3, [channels, 9, 9]));

    public override torch.Tensor Apply(TorchCall call) => torch.nn.functional.leaky_relu(call.X, call.Spec.Rate);
}
