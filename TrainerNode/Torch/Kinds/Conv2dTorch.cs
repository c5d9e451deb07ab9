using TorchSharp;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>`conv2d`.</summary>
internal sealed class Conv2dTorch : TorchKind
{
    /// <summary>
    /// On the CPU a convolution of at most <see cref="Few"/> channels that needs its input's gradient is computed with <see cref="Enough"/>, the rest zeros. On
    /// some CPUs oneDNN 3.7.1 computes a wrong gradient for maps of one to three channels and writes outside its buffer (docs/decisions/0014).
    /// </summary>
    private const int Few = 5, Enough = 16;

    private static readonly int[] Channels = [1, 2, 3, 5, 6, 16];

    public override bool LeavesOutput => true;

    /// <summary>Kernels are chosen by channels, batch, stride and size.</summary>
    public override IEnumerable<TorchCase> Cases => Channels.SelectMany(channels => new TorchCase[]
    {
        new(16, [channels, 8, 8], 4, 3, 1, 1),
        new(4, [channels, 12, 12], 16, 5, 1, 2),
        new(8, [channels, 17, 16], 1, 3, 2, 1),
        new(2, [channels, 7, 7], 3, 1, 1, 0),
        new(1, [channels, 32, 32], 2, 3, 1, 0), // one sample: other kernels
        new(3, [channels, 31, 31], 8, 11, 4, 2),
        new(33, [channels, 4, 4], 2, 3, 1, 1),
    });

    public override torch.Tensor Apply(TorchCall call)
    {
        var (x, weight) = (call.X, call.Tensors[0]);
        if (x.requires_grad && x.shape[1] <= Few && x.device_type == DeviceType.CPU) (x, weight) = (WithChannels(x, Enough), WithChannels(weight, Enough));
        return functional.conv2d(x, weight, call.Tensors[1], call.Stride, call.Padding);
    }

    /// <summary>Channels of zeros change no output, and the gradient by them is dropped.</summary>
    private static torch.Tensor WithChannels(torch.Tensor x, int channels) => functional.pad(x, [0, 0, 0, 0, 0, channels - x.shape[1]]);
}
