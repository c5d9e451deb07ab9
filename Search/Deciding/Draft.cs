using ActorSearch.Search.Budgets;

namespace ActorSearch.Search.Deciding;

/// <summary>A decision in the making: each fact is applied at once, so that the next is decided in the light of it.</summary>
/// <param name="rule">The budget rule; null: that of the search.</param>
internal sealed class Draft(SearchState state, DateTimeOffset at, BudgetRule? rule)
{
    private readonly ImmutableArray<ISearchEvent>.Builder _facts = ImmutableArray.CreateBuilder<ISearchEvent>();

    /// <summary>The state with the facts so far.</summary>
    public SearchState State { get; private set; } = state;

    /// <summary>When the command was given.</summary>
    public DateTimeOffset At { get; } = at;

    /// <summary>The budget rule of the search.</summary>
    public BudgetRule Rule => rule ?? BudgetRule.Of(State.Spec!);

    /// <summary>Decides a fact, which holds from now on.</summary>
    public void Add(ISearchEvent fact)
    {
        _facts.Add(fact);
        State = SearchEffects.Apply(State, fact);
    }

    /// <summary>Ends the decision.</summary>
    public Decision Answer(SearchReply reply) => new(_facts.ToImmutable(), reply, State);
}
