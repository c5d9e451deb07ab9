using System.Runtime.InteropServices;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`dropout`, by the masks that all engines share (design part 6).</summary>
internal sealed class DropoutTorch : TorchKind
{
    public override torch.Tensor Apply(TorchCall call)
    {
        if (call.Dropout is not { } stream || call.Spec.Rate <= 0) return call.X;
        var mask = torch.empty(call.X.shape, dtype: torch.ScalarType.Float32);
        var sampleSize = call.Layer.OutputShape.Aggregate(1, (a, b) => a * b);
        stream.Fill(call.Index, call.Spec.Rate, sampleSize, MemoryMarshal.Cast<byte, float>(mask.bytes));
        return call.X.mul(mask.to(call.X.device));
    }
}
