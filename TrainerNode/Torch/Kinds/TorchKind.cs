using ActorSearch.Search.Layers;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>
/// How libtorch computes a kind of layer. Every class derived from this one, in a file of its name, is registered: the class of the kind `Conv2d` is
/// `Conv2dTorch`.
/// </summary>
internal abstract class TorchKind : Registered<TorchKind>
{
    /// <summary>Numbers of channels for <see cref="Cases"/>.</summary>
    protected static readonly int[] FewAndMany = [1, 3, 16];

    /// <summary>Name of the class of its <see cref="LayerKind"/>.</summary>
    public sealed override string Name => GetType().Name[..^"Torch".Length];

    /// <summary>The one that computes a kind.</summary>
    /// <exception cref="InvalidOperationException">The engine does not know the kind.</exception>
    public static TorchKind Of(LayerKind kind) => Find(kind.GetType().Name)
        ?? throw new InvalidOperationException($"{kind.Name} is not known to the dense engine");

    /// <summary>Whether its gradient needs no output of it, so that the next operation may write into that.</summary>
    public virtual bool LeavesOutput => false;

    /// <summary>What a machine has to compute right before it may use the kind.</summary>
    public virtual IEnumerable<TorchCase> Cases => [];

    /// <summary>The layer's output for a batch.</summary>
    public abstract torch.Tensor Apply(TorchCall call);
}
