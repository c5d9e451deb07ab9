namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>The absolute value (Zhou et al. 2019, "Deconstructing lottery tickets").</summary>
internal sealed class Magnitude : Criterion
{
    public override string Name => "magnitude";

    public override void Score(TensorToScore tensor, Span<uint> scores)
    {
        for (var i = 0; i < scores.Length; i++) scores[i] = Sortable(MathF.Abs(tensor.Trained[i]));
    }
}
