using ActorSearch.Search.Layers;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>
/// How libtorch computes a kind of layer. Every class derived from this one, in a file of its name, is registered by the name of its kind.
/// </summary>
internal abstract class TorchKind
{
    private static readonly ImmutableSortedDictionary<string, TorchKind> ByName = Registry.Of<TorchKind>(kind => kind.Name);

    /// <exception cref="InvalidOperationException">The kind is not known here.</exception>
    public static TorchKind Of(LayerKind kind) => ByName.GetValueOrDefault(kind.Name)
        ?? throw new InvalidOperationException($"{kind.Name} is not known to the dense engine");

    /// <summary>The name of its <see cref="LayerKind"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether its gradient needs no output of it, so that the next operation may write into that.</summary>
    public virtual bool LeavesOutput => false;

    /// <summary>What a machine has to compute right before it may use the kind: samples, and the shape of one.</summary>
    public virtual IEnumerable<(LayerSpec Spec, int Samples, ImmutableArray<int> Input)> Cases => [];

    /// <summary>The layer's output for a batch.</summary>
    public abstract torch.Tensor Apply(TorchCall call);

    /// <summary>A layer of this kind.</summary>
    protected LayerSpec Spec(int size = 0, int kernel = 0, int stride = 1, int padding = 0) =>
        new() { Kind = LayerKind.Of(Name), Size = size, Kernel = kernel, Stride = stride, Padding = padding };
}
