using ActorSearch.Search;

namespace ActorSearch.Coordinator.Results;

/// <summary>A candidate that stands for those near it.</summary>
/// <param name="Count">How many, itself included.</param>
internal readonly record struct SampledPoint(CandidateState Candidate, int Count);

/// <summary>
/// Few points that show where many lie: the space of false negatives, weights left (by their logarithm) and AUC is cut into cells, and of each cell that holds some, the
/// first proposed stands for all. Cells are halved in number until there are few enough, so a picture of 100,000 candidates is no larger than one of a thousand.
/// </summary>
internal static class PointSample
{
    private const int Finest = 64;

    /// <param name="candidates">With scores, in the order proposed.</param>
    public static IReadOnlyList<SampledPoint> Of(IEnumerable<CandidateState> candidates, int most)
    {
        var all = candidates.Where(candidate => candidate.Score is not null).ToList();
        if (all.Count <= most) return [.. all.Select(candidate => new SampledPoint(candidate, 1))];
        var (missed, left, auc) = (Axis.Of(all, c => c.Score!.FalseNegatives), Axis.Of(all, c => Math.Log(c.Score!.WeightsLeft)), Axis.Of(all, c => c.Score!.AucNumerator));
        var cells = new Dictionary<(int, int, int), SampledPoint>();
        foreach (var candidate in all) Add(cells, (missed.Cell(candidate), left.Cell(candidate), auc.Cell(candidate)), new(candidate, 1));
        while (cells.Count > most) cells = Coarser(cells);
        return [.. cells.Values.OrderBy(point => point.Candidate.Index)];
    }

    private static Dictionary<(int, int, int), SampledPoint> Coarser(Dictionary<(int, int, int), SampledPoint> cells)
    {
        var coarser = new Dictionary<(int, int, int), SampledPoint>();
        foreach (var ((x, y, z), point) in cells) Add(coarser, (x / 2, y / 2, z / 2), point);
        return coarser;
    }

    private static void Add(Dictionary<(int, int, int), SampledPoint> cells, (int, int, int) cell, SampledPoint point)
    {
        if (!cells.TryGetValue(cell, out var there)) cells.Add(cell, point);
        else cells[cell] = new(there.Candidate.Index <= point.Candidate.Index ? there.Candidate : point.Candidate, there.Count + point.Count);
    }

    private sealed record Axis(Func<CandidateState, double> Value, double Low, double High)
    {
        public static Axis Of(List<CandidateState> all, Func<CandidateState, double> value) => new(value, all.Min(value), all.Max(value));

        public int Cell(CandidateState candidate) => High > Low ? Math.Min(Finest - 1, (int)((Value(candidate) - Low) / (High - Low) * Finest)) : 0;
    }
}
