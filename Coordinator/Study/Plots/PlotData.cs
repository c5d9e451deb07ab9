using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>The data of pictures: the same, whether it comes from a run's folder or over the HTTP API.</summary>
/// <param name="Root">The dense network.</param>
/// <param name="Rows">All candidates of the plan, in the order proposed.</param>
/// <param name="Curves">The candidates whose learning curves are shown.</param>
/// <param name="Documents">All candidates by id, where a metric is shown that <paramref name="Rows"/> do not have.</param>
internal sealed record PlotData(
    string Name, CandidateDocument Root, IReadOnlyList<CandidateRow> Rows, IReadOnlyList<CandidateDocument> Curves,
    IReadOnlyDictionary<string, CandidateDocument>? Documents = null)
{
    /// <summary>Learning curves in one picture, the dense network's apart.</summary>
    private const int MostCurves = 5;

    /// <param name="curves">Beginnings of ids, or `root`; null = the dense network and some members of the front.</param>
    /// <param name="metrics">Metrics that are shown besides the usual ones.</param>
    /// <exception cref="BadInputException">There is no such candidate.</exception>
    public static PlotData Of(SearchState state, IReadOnlyList<string>? curves = null, params IReadOnlyList<MetricColumn> metrics)
    {
        var front = state.FrontIds;
        CandidateRow[] rows = [.. state.Plan.Select(id => CandidateRow.Of(state.Spec!, state[id], front.Contains(id)))];
        CandidateDocument Document(string id) => CandidateDocument.Find(state, id) is [var one]
            ? CandidateDocument.Of(state, one, null)
            : throw new BadInputException($"--candidate: {CandidateDocument.Missing(state, id)}");
        return new(state.Spec!.Name, Document("root"), rows, [.. (curves ?? Chosen(rows)).Select(Document)],
            metrics.All(IsInRows) ? null : rows.ToDictionary(row => row.Candidate, row => CandidateDocument.Of(state, state[new(row.Candidate)], null)));
    }

    /// <summary>A row has it; else plots need the candidate's own document.</summary>
    public static bool IsInRows(MetricColumn column) => InRows.ContainsKey(column);

    private static readonly Dictionary<MetricColumn, Func<CandidateRow, (double? Validation, double? Sd, double? Test, IntervalDocument? Ends)>> InRows = new()
    {
        [MetricColumn.Fn] = row => (row.Fn, row.Spread?.FnSd, row.TestFn, row.Spread?.TestFn),
        [MetricColumn.FnAtFpr5] = row => (row.FnAtFpr5, row.Spread?.FnAtFpr5Sd, row.TestFnAtFpr5, row.Spread?.TestFnAtFpr5),
        [MetricColumn.Auc] = row => (row.Auc, row.Spread?.AucSd, row.TestAuc, row.Spread?.TestAuc),
    };

    /// <summary>A candidate's figure; null where it has none.</summary>
    public MetricDocument? Figure(CandidateRow row, MetricColumn column, Split split)
    {
        if (Documents?.GetValueOrDefault(row.Candidate) is { } document)
            return (split == Split.Test ? document.Test : document.Validation)?.GetValueOrDefault(column.Column);
        var (validation, sd, test, ends) = InRows[column](row);
        return split == Split.Test ? new(test, null, ends?.Low, ends?.High) : new(validation, sd, null, null);
    }

    /// <summary>The dense network and members of the front, spread evenly over its sparsities, the smallest among them.</summary>
    public static IReadOnlyList<string> Chosen(IReadOnlyList<CandidateRow> rows)
    {
        var front = rows.Where(row => row is { OnFront: true, Level: > 0 }).OrderBy(row => row.Sparsity).ToArray();
        var count = Math.Min(MostCurves, front.Length);
        return ["root", .. Enumerable.Range(1, count).Select(i => front[i * front.Length / count - 1].Candidate)];
    }
}
