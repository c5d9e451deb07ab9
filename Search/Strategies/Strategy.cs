using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// Decides round by round which candidates come next. Every class derived from this one, in a file of its own, is registered: besides that file it needs its
/// name in <see cref="StrategyKind"/>.
/// </summary>
public abstract class Strategy : Registered<Strategy>
{
    /// <summary>The strategy that a search file asks for.</summary>
    public static Strategy Of(SearchSpec spec) => Find(spec.Search.Strategy.Name())!;

    /// <summary>What search files call it.</summary>
    public abstract StrategyKind Kind { get; }

    /// <inheritdoc/>
    public sealed override string Name => Kind.Name();

    /// <summary>
    /// Whether the numbers of candidates and epochs that it proposes follow from how many candidates are eligible, whatever their scores. Only the budgets say
    /// beforehand what a search by another strategy comes to.
    /// </summary>
    public virtual bool IsForeseeable => false;

    /// <summary>
    /// The candidates to train next. Pure: the same specification and history always give the same proposal, on every machine. A candidate is a child, by a
    /// step of its level's space, of any eligible candidate of the history. The search ends when a proposal is empty.
    /// </summary>
    /// <remarks><see cref="NextRound"/> cuts the proposal at the first candidate that exceeds a budget, so the most promising ones come first.</remarks>
    public abstract Proposal Propose(SearchSpec spec, SearchHistory history);
}
