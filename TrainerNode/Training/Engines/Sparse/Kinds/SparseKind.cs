using ActorSearch.Search.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>
/// How this engine computes a kind of layer. Every class derived from this one, in a file of its name, is registered by the name of its kind.
/// </summary>
internal abstract class SparseKind
{
    private static readonly ImmutableSortedDictionary<string, SparseKind> ByName = Registry.Of<SparseKind>(kind => kind.Name);

    /// <exception cref="InvalidOperationException">The kind is not known here.</exception>
    public static SparseKind Of(LayerKind kind) => ByName.GetValueOrDefault(kind.Name)
        ?? throw new InvalidOperationException($"{kind.Name} is not known to the sparse engine");

    /// <summary>The name of its <see cref="LayerKind"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Adds to a plan what computes a layer.</summary>
    /// <param name="index">The layer in the architecture.</param>
    /// <returns>Where its output will be.</returns>
    public abstract Blob Plan(NetworkPlan plan, int index);
}
