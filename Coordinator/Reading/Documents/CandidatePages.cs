using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>
/// One page of the candidates. Every candidate of the plan is looked at once, and as many are kept as lie before the page's end:
/// 100,000 of them take tens of milliseconds (docs/api.md), which no index would be worth that each outcome has to pay for.
/// </summary>
internal static class CandidatePages
{
    public static CandidatePage Of(SearchState state, CandidateQuery query)
    {
        // None or several: no candidate has such a parent.
        if (query.Parent is { } parent) query = query with { Parent = CandidateDocument.Find(state, parent) is [var one] ? one.Id.Value : parent };
        var front = state.Front.Members.Select(member => member.Id).ToHashSet();
        var (offset, limit) = (Math.Max(0, query.Offset), Math.Max(0, query.Limit));
        var wanted = (int)Math.Min((long)offset + limit, state.Plan.Count);
        // The worst of those kept comes out first.
        var kept = new PriorityQueue<CandidateState, (double Key, int Index)>(Comparer<(double, int)>.Create((a, b) => b.CompareTo(a)));
        var total = 0;
        foreach (var id in state.Plan)
        {
            var candidate = state.Candidates[id];
            if (!Fits(candidate, query, front)) continue;
            total++;
            var key = (Key(candidate, query), candidate.Index);
            if (kept.Count < wanted) kept.Enqueue(candidate, key);
            else if (wanted > 0) kept.EnqueueDequeue(candidate, key);
        }
        var page = new CandidateState[Math.Max(0, kept.Count - offset)];
        for (var i = page.Length - 1; i >= 0; i--) page[i] = kept.Dequeue();
        return new CandidatePage(state.Id.Value, total, offset, limit, [.. page.Select(candidate => CandidateRow.Of(state, candidate, front.Contains(candidate.Id)))]);
    }

    private static bool Fits(CandidateState candidate, CandidateQuery query, HashSet<CandidateId> front)
    {
        if (query.Level is { } level && candidate.Path.Level != level) return false;
        if (query.OnFront is { } onFront && front.Contains(candidate.Id) != onFront) return false;
        if (query.Parent is { } parent && candidate.Parent?.Value != parent) return false;
        if (query.PruningRate is not null || query.ClassCost is not null || query.Rewind is not null)
        {
            if (candidate.Path.Level == 0) return false;
            var last = candidate.Path.Last;
            if (query.PruningRate is { } rate && last.PruningRate != rate) return false;
            if (query.ClassCost is { } cost && last.ClassCost != cost) return false;
            if (query.Rewind is { } rewind && last.Rewind != rewind) return false;
        }
        return query.States.IsDefaultOrEmpty || query.States.Contains(Words.Of(candidate));
    }

    /// <summary>Smallest first; what is not known yet is last in both directions.</summary>
    private static double Key(CandidateState candidate, CandidateQuery query)
    {
        double? value = query.Order switch
        {
            CandidateOrder.Proposed => candidate.Index,
            CandidateOrder.Level => candidate.Path.Level,
            _ when candidate.Score is null => null,
            CandidateOrder.FalseNegatives => candidate.FalseNegatives,
            CandidateOrder.FalsePositives => candidate.Runs.Sum(run => (double)run.Result!.Validation.FalsePositives),
            CandidateOrder.Sparsity => -candidate.WeightsLeft,
            CandidateOrder.Auc => candidate.AucNumerator,
            _ => candidate.Runs.Sum(run => (double)run.Result!.EpochsTrained),
        };
        return value is not { } key ? double.PositiveInfinity : query.Descending ? -key : key;
    }
}
