using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Models;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>A layer and a batch.</summary>
/// <param name="Inputs">[samples, input shape...], one for each of the layer's inputs.</param>
/// <param name="Tensors">In the order of <see cref="Layer.Tensors"/>.</param>
internal sealed record TorchCall(Layer Layer, torch.Tensor[] Inputs, torch.Tensor[] Tensors)
{
    /// <summary>The first input.</summary>
    public torch.Tensor X => Inputs[0];

    /// <summary>What the layer takes as numbers.</summary>
    public LayerSpec Spec => Layer.Spec;

    /// <summary>Height and width of the kernel.</summary>
    public long[] Kernel => Square(Spec.Kernel);

    /// <summary>How far kernels are apart, by rows and by columns.</summary>
    public long[] Stride => Square(Spec.Stride);

    /// <summary>Zeros above and below a map, and on its left and right.</summary>
    public long[] Padding => Square(Spec.Padding);

    /// <summary>Whether the first input may be written over.</summary>
    public bool MayOverwrite { get; init; }

    /// <summary>The place of the layer in its network.</summary>
    public int Index { get; init; }

    /// <summary>The batch's dropout masks; null = the network is not in training.</summary>
    public DropoutStream? Dropout { get; init; }

    private static long[] Square(long side) => [side, side];
}
