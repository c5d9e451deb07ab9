using TorchSharp;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`linear`.</summary>
internal sealed class LinearTorch : TorchKind
{
    public override bool LeavesOutput => true;

    public override IEnumerable<TorchCase> Cases =>
        [new(64, [784], 30), new(1, [300], 1), new(5, [37], 3), new(33, [1], 2)];

    public override torch.Tensor Apply(TorchCall call) => functional.linear(call.X, call.Tensors[0], call.Tensors[1]);
}
