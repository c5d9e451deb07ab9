using ActorSearch.Search.Specs;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search.Budgets;

/// <summary>
/// Decides how far the candidates of a round are trained, and which of them go on. A strategy decides which candidates there are. Every class derived from this
/// one, in a file of its name, is registered.
/// </summary>
/// <remarks>
/// A candidate that is not trained to the end has a score, but it is never on the front and never expanded. The root is always trained to the end.
/// </remarks>
public abstract class BudgetRule : Registered<BudgetRule>
{
    /// <summary>The rule of a search. The search file has no key for others yet, so every search trains its candidates to the end.</summary>
    public static BudgetRule Of(SearchSpec spec) => Find("full")!;

    /// <summary>How many epochs the candidates of a new round train at first; null: to the end.</summary>
    /// <param name="history">The rounds before it.</param>
    public abstract int? First(SearchSpec spec, SearchHistory history);

    /// <summary>
    /// The candidates that go on once all of the last round have trained their epochs; null when none does. Pure, as <see cref="Strategy.Propose"/> is. A rule
    /// sees in <see cref="PastCandidate.Epochs"/> where each candidate was stopped.
    /// </summary>
    public abstract Continuation? Next(SearchSpec spec, SearchHistory history);
}
