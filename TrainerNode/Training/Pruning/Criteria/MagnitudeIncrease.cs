namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>How much the absolute value grew (Zhou et al. 2019, "Deconstructing lottery tickets").</summary>
internal sealed class MagnitudeIncrease : Criterion
{
    public override string Name => "magnitude-increase";

    public override void Score(TensorToScore tensor, Span<uint> scores)
    {
        for (var i = 0; i < scores.Length; i++)
            scores[i] = Sortable(MathF.Abs(tensor.Trained[i]) - (tensor.Reference.IsEmpty ? 0 : MathF.Abs(tensor.Reference[i])));
    }
}
