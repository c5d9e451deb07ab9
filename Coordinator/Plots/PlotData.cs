using ActorSearch.Coordinator.Documents;
using ActorSearch.Coordinator.Results;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Plots;

/// <summary>What pictures are made of: the same, whether it comes from a run's folder or over the HTTP interface.</summary>
/// <param name="Root">The dense network.</param>
/// <param name="Rows">All candidates of the plan, in the order proposed.</param>
/// <param name="Curves">The candidates whose learning curves are shown.</param>
internal sealed record PlotData(string Name, CandidateDocument Root, IReadOnlyList<CandidateRow> Rows, IReadOnlyList<CandidateDocument> Curves)
{
    /// <summary>Learning curves in one picture, the dense network's apart.</summary>
    private const int MostCurves = 5;

    /// <param name="curves">Beginnings of ids, or `root`; null = the dense network and some members of the front.</param>
    /// <exception cref="BadInputException">There is no such candidate.</exception>
    public static PlotData Of(SearchState state, IReadOnlyList<string>? curves = null)
    {
        var front = state.Front.Members.Select(member => member.Id).ToHashSet();
        CandidateRow[] rows = [.. state.Plan.Select(id => CandidateRow.Of(state, state[id], front.Contains(id)))];
        CandidateDocument Document(string id) => CandidateDocument.Find(state, id) is [var one]
            ? CandidateDocument.Of(state, one, null)
            : throw new BadInputException($"--candidate: {CandidateDocument.Missing(state, id)}");
        return new(state.Spec!.Name, Document("root"), rows, [.. (curves ?? Chosen(rows)).Select(Document)]);
    }

    /// <summary>The dense network and members of the front, spread evenly over its sparsities, the smallest among them.</summary>
    public static IReadOnlyList<string> Chosen(IReadOnlyList<CandidateRow> rows)
    {
        var front = rows.Where(row => row is { OnFront: true, Level: > 0 }).OrderBy(row => row.Sparsity).ToArray();
        var count = Math.Min(MostCurves, front.Length);
        return ["root", .. Enumerable.Range(1, count).Select(i => front[i * front.Length / count - 1].Candidate)];
    }
}
