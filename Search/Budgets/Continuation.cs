using ActorSearch.Search.Candidates;

namespace ActorSearch.Search.Budgets;

/// <summary>Candidates of the last round that are trained on.</summary>
/// <param name="Candidates">Stopped ones, in path order.</param>
/// <param name="Epochs">How many epochs each of their runs has trained when it stops again; null: to the end.</param>
public sealed record Continuation(ImmutableArray<CandidatePath> Candidates, int? Epochs);
