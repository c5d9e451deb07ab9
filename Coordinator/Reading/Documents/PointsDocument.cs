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
internal sealed record PointsDocument(
    string Search, int? Positives, long? Weights, PointColumns? Root, int FrontTotal, PointColumns Front, int OthersTotal, PointColumns Others)
{
    public const int MostFront = 400, MostOthers = 600;

    /// <param name="sample">Of this state.</param>
    public static PointsDocument Of(SearchState state, PointSample sample)
    {
        var front = state.FrontCandidates;
        var runs = state.Spec!.Search.Replicates;
        return new(
            state.Id.Value, (int?)(state.Totals?.Positives / runs), state.Totals?.Weights / runs,
            state.Root is { Score: not null } root ? PointColumns.Of(state, [new(root, 1)]) : null,
            front.Count, PointColumns.Of(state, [.. Evenly(front, MostFront).Select(candidate => new SampledPoint(candidate, 1))]),
            sample.Count - front.Count, PointColumns.Of(state, sample.Others(front, MostOthers)));
    }

    private static IEnumerable<CandidateState> Evenly(IReadOnlyList<CandidateState> all, int most) =>
        all.Count <= most ? all : Enumerable.Range(0, most).Select(i => all[(int)((long)i * (all.Count - 1) / (most - 1))]);
}

/// <summary>Points by column: as long as each other.</summary>
/// <param name="Fn">Mean over the runs, as the two after it.</param>
/// <param name="Count">Candidates it stands for, itself included.</param>
internal sealed record PointColumns(
    IReadOnlyList<string> Candidate, IReadOnlyList<int> Level, IReadOnlyList<double> Fn, IReadOnlyList<double> WeightsLeft, IReadOnlyList<double> Auc,
    IReadOnlyList<bool> Eligible, IReadOnlyList<int> Count)
{
    public static PointColumns Of(SearchState state, IReadOnlyList<SampledPoint> points)
    {
        var runs = (double)state.Spec!.Search.Replicates;
        IReadOnlyList<T> Column<T>(Func<CandidateState, T> value) => [.. points.Select(point => value(point.Candidate))];
        return new(
            Column(candidate => candidate.Id.Value), Column(candidate => candidate.Path.Level),
            Column(candidate => Math.Round(candidate.FalseNegatives / runs, 3)), Column(candidate => Math.Round(candidate.WeightsLeft / runs, 1)),
            Column(candidate => Math.Round(candidate.AucNumerator / (double)state.Totals!.Pairs, 6)), Column(candidate => candidate.Eligible),
            [.. points.Select(point => point.Count)]);
    }
}
