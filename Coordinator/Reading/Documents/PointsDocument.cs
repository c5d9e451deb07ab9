using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>
/// A picture of a search's candidates that stays small: the front, and of the others one for every neighbourhood.
/// </summary>
/// <param name="Positives">On validation: what false negatives are of.</param>
/// <param name="Root">The dense network, when it is in.</param>
/// <param name="FrontTotal">Members of the front; as many as are shown come evenly from one end to the other.</param>
/// <param name="OthersTotal">Candidates with results that are not on the front.</param>
internal sealed record PointsDocument(string Search, int? Positives, long? Weights, PointColumns? Root, int FrontTotal, PointColumns Front, int OthersTotal, PointColumns Others)
{
    public const int MostFront = 400, MostOthers = 600;

    /// <param name="sample">Goes on with this state; a new one looks at every candidate.</param>
    public static PointsDocument Of(SearchState state, PointSample sample)
    {
        var front = state.FrontCandidates;
        var totals = state.Totals;
        var root = state.Root is { Score: not null } dense ? dense : null;
        return new(
            state.Id.Value, totals is null ? null : (int)(totals.Positives / state.Spec!.Search.Replicates), totals is null ? null : totals.Weights / state.Spec!.Search.Replicates,
            root is null ? null : PointColumns.Of(state, [new(root, 1)]),
            front.Count, PointColumns.Of(state, [.. Evenly(front, MostFront).Select(candidate => new SampledPoint(candidate, 1))]),
            sample.Continue(state).Count - front.Count, PointColumns.Of(state, sample.Others(front, MostOthers)));
    }

    private static IEnumerable<CandidateState> Evenly(IReadOnlyList<CandidateState> all, int most) =>
        all.Count <= most ? all : Enumerable.Range(0, most).Select(i => all[(int)((long)i * (all.Count - 1) / (most - 1))]);
}

/// <summary>Points by column: as long as each other.</summary>
/// <param name="Fn">Mean over the runs, as the two after it.</param>
/// <param name="Count">Candidates it stands for, itself included.</param>
internal sealed record PointColumns(IReadOnlyList<string> Candidate, IReadOnlyList<int> Level, IReadOnlyList<double> Fn, IReadOnlyList<double> WeightsLeft, IReadOnlyList<double> Auc, IReadOnlyList<bool> Eligible, IReadOnlyList<int> Count)
{
    public static PointColumns Of(SearchState state, IReadOnlyList<SampledPoint> points)
    {
        var runs = (double)state.Spec!.Search.Replicates;
        return new(
            [.. points.Select(point => point.Candidate.Id.Value)], [.. points.Select(point => point.Candidate.Path.Level)],
            [.. points.Select(point => Math.Round(point.Candidate.FalseNegatives / runs, 3))], [.. points.Select(point => Math.Round(point.Candidate.WeightsLeft / runs, 1))],
            [.. points.Select(point => Math.Round(point.Candidate.AucNumerator / (double)state.Totals!.Pairs, 6))], [.. points.Select(point => point.Candidate.Eligible)], [.. points.Select(point => point.Count)]);
    }
}
