using ActorSearch.Search.Specs;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search.Budgets;

/// <summary>Every candidate is trained to the end.</summary>
public sealed class Full : BudgetRule
{
    /// <inheritdoc/>
    public override string Name => "full";

    /// <inheritdoc/>
    public override int? First(SearchSpec spec, SearchHistory history) => null;

    /// <inheritdoc/>
    public override Continuation? Next(SearchSpec spec, SearchHistory history) => null;
}
