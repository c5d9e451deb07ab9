using ActorSearch.Search.Layers;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`relu`.</summary>
internal sealed class ReluTorch : TorchKind
{
    public override string Name => "relu";

    public override IEnumerable<(LayerSpec Spec, int Samples, ImmutableArray<int> Input)> Cases =>
        [(Spec(), 3, [1, 9, 9]), (Spec(), 3, [3, 9, 9]), (Spec(), 3, [16, 9, 9])];

    public override torch.Tensor Apply(TorchCall call) => call.MayOverwrite ? call.X.relu_() : call.X.relu();
}
