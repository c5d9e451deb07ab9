using ActorSearch.Search.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>
/// Which layer of <c>Sparse/Layers</c> computes a kind here, from what and into what. Every class derived from this one, in a file of its name, is registered:
/// the class of the kind `Conv2d` is `Conv2dSparse`.
/// </summary>
internal abstract class SparseKind : Registered<SparseKind>
{
    /// <summary>Name of the class of its <see cref="LayerKind"/>.</summary>
    public sealed override string Name => GetType().Name[..^"Sparse".Length];

    /// <summary>The one that computes a kind.</summary>
    /// <exception cref="InvalidOperationException">The engine does not know the kind.</exception>
    public static SparseKind Of(LayerKind kind) => Find(kind.GetType().Name)
        ?? throw new InvalidOperationException($"{kind.Name} is not known to the sparse engine");

    /// <summary>Adds to a plan what computes a layer.</summary>
    /// <param name="index">The layer in the architecture.</param>
    /// <returns>Where its output will be.</returns>
    public abstract Blob Plan(NetworkPlan plan, int index);
}
