using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>A draw per position, as a control; a position has the same draw whatever is gone.</summary>
internal sealed class RandomControl : Criterion
{
    public override string Name => "random";

    public override void Score(TensorToScore tensor, Span<uint> scores)
    {
        var random = new CounterRandom(tensor.Key.Seed, tensor.Key.Replicate, tensor.Key.Level, RandomPurpose.RandomPruning, tensor.Index);
        foreach (ref var score in scores) score = random.NextUInt32();
    }
}
