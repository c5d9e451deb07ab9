namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>How this engine computes a kind of layer; see <see cref="EngineKinds{T}"/>.</summary>
internal abstract class SparseKind
{
    /// <summary>All kinds.</summary>
    public static EngineKinds<SparseKind> All { get; } = new("sparse", "Sparse");

    /// <summary>Adds to a plan what computes a layer.</summary>
    /// <param name="index">The layer in the architecture.</param>
    /// <returns>Where its output will be.</returns>
    public abstract Blob Plan(NetworkPlan plan, int index);
}
