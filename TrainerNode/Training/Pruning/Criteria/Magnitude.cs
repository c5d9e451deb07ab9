namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>The absolute value (Zhou et al. 2019, "Deconstructing lottery tickets").</summary>
internal sealed class Magnitude : Criterion
{
    public override string Name => "magnitude";

    private protected override float ScoreOf(in TensorToScore tensor, int element) => MathF.Abs(tensor.Trained[element]);
}
