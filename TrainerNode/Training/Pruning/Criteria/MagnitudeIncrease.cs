namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>How much the absolute value grew (Zhou et al. 2019, "Deconstructing lottery tickets").</summary>
internal sealed class MagnitudeIncrease : Criterion
{
    public override string Name => "magnitude-increase";

    private protected override float ScoreOf(in TensorToScore tensor, int element) =>
        MathF.Abs(tensor.Trained[element]) - (tensor.Reference.IsEmpty ? 0 : MathF.Abs(tensor.Reference[element]));
}
