namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`flatten`: the same memory.</summary>
internal sealed class FlattenSparse : SparseKind
{
    public override Blob Plan(NetworkPlan plan, int index) =>
        plan.Architecture.Layers[index].InputShape.Length == 1 ? plan.InputOf(index) : plan.Add(new Blob(plan.InputOf(index)));
}
