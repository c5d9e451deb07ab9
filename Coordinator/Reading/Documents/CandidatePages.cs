using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>
/// One page of the candidates. Every candidate of the plan is looked at once, and only the page is sorted: 100,000 of them take tens of milliseconds
/// (docs/api.md), which no index would be worth that each outcome has to pay for.
/// </summary>
internal static class CandidatePages
{
    /// <param name="query">Its parent is one candidate.</param>
    public static CandidatePage Of(SearchState state, CandidateQuery query)
    {
        if (query.Parent is { } parent) query = query with { Parent = CandidateDocument.Find(state, parent)[0].Id.Value };
        var front = state.FrontIds;
        // In the order proposed, which is that of equal keys.
        var fitting = state.Plan.Select(id => state.Candidates[id]).Where(candidate => Fits(state, candidate, query, front)).ToList();
        var page = fitting.OrderBy(candidate => Key(candidate, query)).Skip(query.Offset).Take(query.Limit);
        return new CandidatePage(
            state.Id.Value, fitting.Count, query.Offset, query.Limit,
            [.. page.Select(candidate => CandidateRow.Of(state.Spec!, candidate, front.Contains(candidate.Id)))]);
    }

    private static bool Fits(SearchState state, CandidateState candidate, CandidateQuery query, HashSet<CandidateId> front) =>
        (query.Level is not { } level || candidate.Path.Level == level)
        && (query.OnFront is not { } onFront || front.Contains(candidate.Id) == onFront)
        && (query.Parent is not { } parent || candidate.Parent?.Value == parent)
        && (query.PruningRate is not { } rate || candidate.LastStep?.PruningRate == rate)
        && (query.ClassCost is not { } cost || candidate.LastStep?.ClassCost == cost)
        && (query.Rewind is not { } rewind || candidate.LastStep?.Rewind == rewind)
        && (query.States.IsDefaultOrEmpty || query.States.Contains(Words.Of(state.Spec!, candidate)));

    /// <summary>Smallest first; what is not known yet is last in both directions.</summary>
    private static double Key(CandidateState candidate, CandidateQuery query)
    {
        double? value = query.Order switch
        {
            CandidateOrder.Proposed => candidate.Index,
            CandidateOrder.Level => candidate.Path.Level,
            _ when candidate.Score is null => null,
            CandidateOrder.Fn => candidate.FalseNegatives,
            CandidateOrder.Fp => candidate.Runs.Sum(run => (double)run.Result!.Validation.FalsePositives),
            CandidateOrder.Sparsity => -candidate.WeightsLeft,
            CandidateOrder.Auc => candidate.AucNumerator,
            _ => candidate.EpochsTrained,
        };
        return value is not { } key ? double.PositiveInfinity : query.Descending ? -key : key;
    }
}
