using ActorSearch.Search.Specs;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ActorSearch.TrainerNode.Models;

/// <summary>
/// Layers as operations of libtorch: what <see cref="TorchNetwork"/> computes with, and what <see cref="Checking.LayerCheck"/> proves on each machine.
/// </summary>
internal static class TorchLayers
{
    /// <summary>
    /// On the CPU a convolution of at most <see cref="Few"/> channels that needs its input's gradient is computed with <see cref="Enough"/>, the rest zeros. On some
    /// CPUs oneDNN 3.7.1 computes a wrong gradient for maps of one to three channels and writes outside its buffer (docs/decisions/0014).
    /// </summary>
    private const int Few = 5, Enough = 16;

    /// <summary>A layer's outputs; dropout is not among them (design part 6).</summary>
    /// <param name="x">[samples, input shape...]</param>
    /// <exception cref="InvalidOperationException">The kind is not known here.</exception>
    public static Tensor Apply(LayerSpec spec, Tensor x, Tensor? weight, Tensor? bias) => spec.Kind switch
    {
        LayerKind.Linear => functional.linear(x, weight!, bias),
        LayerKind.Conv2d => x.requires_grad && x.shape[1] <= Few && x.device_type == DeviceType.CPU
            ? Convolution(spec, WithChannels(x, Enough), WithChannels(weight!, Enough), bias)
            : Convolution(spec, x, weight!, bias),
        LayerKind.Relu => x.relu(),
        LayerKind.MaxPool => functional.max_pool2d(x, [spec.Kernel, spec.Kernel], [spec.Stride, spec.Stride], [spec.Padding, spec.Padding]),
        LayerKind.AvgPool => functional.avg_pool2d(x, [spec.Kernel, spec.Kernel], [spec.Stride, spec.Stride], [spec.Padding, spec.Padding]),
        LayerKind.AdaptiveAvgPool => functional.adaptive_avg_pool2d(x, [spec.Size, spec.Size]),
        LayerKind.Flatten => x.flatten(1),
        _ => throw new InvalidOperationException($"{spec.Kind} is not known to this engine"),
    };

    /// <summary>
    /// Images with the channels innermost in memory, which every later operation keeps: on the CPU max pooling is ten times as fast so
    /// (measured: 27 ms to 1.9 ms for 32 x 16 x 64 x 64), convolutions somewhat. One channel needs no copy, only other strides.
    /// </summary>
    public static Tensor ChannelsLast(Tensor x)
    {
        var shape = x.shape;
        return shape[1] == 1
            ? x.as_strided(shape, [shape[2] * shape[3], 1, shape[3], 1], x.storage_offset())
            : x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    /// <summary>Channels of zeros change no output, and the gradient by them is dropped.</summary>
    private static Tensor WithChannels(Tensor x, int channels) => functional.pad(x, [0, 0, 0, 0, 0, channels - x.shape[1]]);

    private static Tensor Convolution(LayerSpec spec, Tensor x, Tensor weight, Tensor? bias) =>
        functional.conv2d(x, weight, bias, [spec.Stride, spec.Stride], [spec.Padding, spec.Padding]);
}
