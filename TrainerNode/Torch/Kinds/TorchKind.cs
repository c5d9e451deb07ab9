using ActorSearch.TrainerNode.Training.Engines;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>How libtorch computes a kind of layer; see <see cref="EngineKinds{T}"/>.</summary>
internal abstract class TorchKind
{
    /// <summary>Numbers of channels for <see cref="Cases"/>.</summary>
    protected static readonly int[] FewAndMany = [1, 3, 16];

    /// <summary>All kinds.</summary>
    public static EngineKinds<TorchKind> All { get; } = new("dense", "Torch");

    /// <summary>Whether its gradient needs no output of it, so that the next operation may write into that.</summary>
    public virtual bool LeavesOutput => false;

    /// <summary>What a machine has to compute right before it may use the kind.</summary>
    public virtual IEnumerable<TorchCase> Cases => [];

    /// <summary>The layer's output for a batch.</summary>
    public abstract torch.Tensor Apply(TorchCall call);
}
