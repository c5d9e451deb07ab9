namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>How much the loss would change without a weight, to first order (Molchanov et al. 2019).</summary>
internal sealed class Taylor : Criterion
{
    public override string Name => "taylor";

    public override bool TakesImportance => true;

    private protected override float ScoreOf(in TensorToScore tensor, int element) => tensor.Importance[element];
}
