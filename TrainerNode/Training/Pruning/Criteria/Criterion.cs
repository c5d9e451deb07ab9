namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>
/// What decides which weights go: those of the lowest scores. Every class derived from this one, in a file of its name, is registered by its name in the search
/// file.
/// </summary>
internal abstract class Criterion : Registered<Criterion>
{
    /// <summary>That of a specification.</summary>
    public static Criterion Of(CriterionKind kind) => Find(kind.Name())!;

    /// <summary>Whether it goes by <see cref="TensorToScore.Importance"/>, which takes a pass over the training split.</summary>
    public virtual bool TakesImportance => false;

    /// <summary>The score of an element.</summary>
    private protected virtual float ScoreOf(in TensorToScore tensor, int element) => 0;

    /// <summary>Scores every element, also those that are gone. Scores are ordered as the floats are; -0 and 0 are equal.</summary>
    public virtual void Score(TensorToScore tensor, Span<uint> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(ScoreOf(tensor, i) + 0f);
            scores[i] = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        }
    }
}
