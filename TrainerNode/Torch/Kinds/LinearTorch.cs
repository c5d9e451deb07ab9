using ActorSearch.Search.Layers;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`linear`.</summary>
internal sealed class LinearTorch : TorchKind
{
    public override string Name => "linear";

    public override bool LeavesOutput => true;

    public override IEnumerable<(LayerSpec Spec, int Samples, ImmutableArray<int> Input)> Cases =>
        [(Spec(30), 64, [784]), (Spec(1), 1, [300]), (Spec(3), 5, [37]), (Spec(2), 33, [1])];

    public override torch.Tensor Apply(TorchCall call) => functional.linear(call.X, call.Tensors[0], call.Tensors[1]);
}
