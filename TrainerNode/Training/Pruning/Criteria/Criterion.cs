using ActorSearch.Search.Objectives;

namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>
/// What decides which weights go: those of the lowest scores. Every class derived from this one, in a file of its name, is registered by its name in the search
/// file.
/// </summary>
internal abstract class Criterion
{
    private static readonly ImmutableSortedDictionary<string, Criterion> ByName = Registry.Of<Criterion>(criterion => criterion.Name);

    /// <summary>All that are known, in order of name.</summary>
    public static IEnumerable<Criterion> All => ByName.Values;

    /// <summary>That of a specification.</summary>
    public static Criterion Of(CriterionKind kind) => ByName[kind.Name()];

    /// <summary>The name of its <see cref="CriterionKind"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it goes by <see cref="TensorToScore.Importance"/>, which takes a pass over the training split.</summary>
    public virtual bool TakesImportance => false;

    /// <summary>Scores every element, also those that are gone.</summary>
    public abstract void Score(TensorToScore tensor, Span<uint> scores);

    /// <summary>Orders as the float does; -0 and 0 are equal.</summary>
    private protected static uint Sortable(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }
}
