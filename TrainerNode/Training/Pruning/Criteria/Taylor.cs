namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>How much the loss would change without a weight, to first order (Molchanov et al. 2019).</summary>
internal sealed class Taylor : Criterion
{
    public override string Name => "taylor";

    public override bool TakesImportance => true;

    public override void Score(TensorToScore tensor, Span<uint> scores)
    {
        for (var i = 0; i < scores.Length; i++) scores[i] = Sortable(tensor.Importance[i]);
    }
}
