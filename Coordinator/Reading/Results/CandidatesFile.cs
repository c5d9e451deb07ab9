using System.Text;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>`candidates.csv` (docs/formats.md): one row a candidate; figures are means over its runs.</summary>
internal static class CandidatesFile
{
    private static readonly string[] Leading =
    [
        "candidate", "parent", "level", "pruning_rate", "class_cost", "rewind", "path", "state", "on_front", "sparsity", "weights_left",
        "weights_total", "epochs", "train_seconds",
    ];

    /// <summary>The plan, in the order proposed.</summary>
    public static string Csv(SearchState state) => Csv(state, state.Plan.Select(id => state.Candidates[id]));

    /// <summary>The front's rows alone, most weights first.</summary>
    public static string FrontCsv(SearchState state) => Csv(state, state.FrontCandidates);

    private static string Csv(SearchState state, IEnumerable<CandidateState> candidates)
    {
        var front = state.FrontIds;
        var text = new StringBuilder();
        CsvText.Row(text, [.. Leading, .. Names("validation"), .. Names("test"), "note"]);
        foreach (var candidate in candidates) CsvText.Row(text, Fields(state.Spec!, candidate, front.Contains(candidate.Id)));
        return text.ToString();
    }

    private static IEnumerable<string> Fields(SearchSpec spec, CandidateState candidate, bool onFront) =>
    [
        candidate.Id.Value, candidate.Parent?.Value ?? "", Text(candidate.Path.Level),
        Text(candidate.LastStep?.PruningRate), Text(candidate.LastStep?.ClassCost), candidate.LastStep?.Rewind.ToString() ?? "",
        candidate.Path.ToString().Replace(',', ' '), Words.Of(spec, candidate), onFront ? "1" : "0",
        Text(candidate.Sparsity), Text(candidate.MeanWeightsLeft), Text(candidate.WeightsTotal), Text(candidate.EpochsTrained),
        candidate.Score is null ? "" : candidate.Runs.Sum(run => run.Timings?.TrainSeconds ?? 0).ToString("F2", CultureInfo.InvariantCulture),
        .. Means(candidate.Validation), .. Means(candidate.Test?.Runs), candidate.Abandoned ?? "",
    ];

    private static IEnumerable<string> Names(string split) => MetricColumn.All.Select(column => $"{split}_{column.Column}");

    private static IEnumerable<string> Means(IReadOnlyList<Evaluation>? runs) =>
        MetricColumn.All.Select(column => Text(runs is null ? null : Summary.Of([.. runs.Select(column.Of)]).Mean));

    /// <summary>Empty where there is no number, also in runs of a version that did not have it.</summary>
    private static string Text(double? value) =>
        value is { } number && !double.IsNaN(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";
}
