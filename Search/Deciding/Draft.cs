using System.Collections.Immutable;
using ActorSearch.Search.Budgets;

namespace ActorSearch.Search;

/// <summary>A decision in the making: each fact is applied at once, so that the next is decided in the light of it.</summary>
/// <param name="rule">The budget rule; null: that of the search.</param>
internal sealed class Draft(SearchState state, DateTimeOffset at, BudgetRule? rule)
{
    private readonly ImmutableArray<ISearchEvent>.Builder _facts = ImmutableArray.CreateBuilder<ISearchEvent>();

    public SearchState State { get; private set; } = state;

    public DateTimeOffset At { get; } = at;

    public BudgetRule Rule => rule ?? BudgetRule.Of(State.Spec!);

    public void Add(ISearchEvent fact)
    {
        _facts.Add(fact);
        State = SearchEffects.Apply(State, fact);
    }

    public Decision Answer(SearchReply reply) => new(_facts.ToImmutable(), reply, State);
}
