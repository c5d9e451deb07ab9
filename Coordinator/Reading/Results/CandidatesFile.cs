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
        var front = state.FrontCandidates.Select(c => c.Id).ToHashSet();
        var text = new StringBuilder();
        CsvText.Row(text, [.. Leading, .. Names("validation"), .. Names("test"), "note"]);
        foreach (var candidate in candidates)
        {
            CsvText.Row(text, [.. Identity(candidate, state, front.Contains(candidate.Id)), .. Size(candidate),
                .. Means(candidate.Score is null ? null : [.. candidate.Runs.Select(r => r.Result!.Validation)]),
                .. Means(candidate.Test?.Runs), candidate.Abandoned ?? ""]);
        }
        return text.ToString();
    }

    private static IEnumerable<string> Identity(CandidateState candidate, SearchState state, bool onFront)
    {
        var root = candidate.Path.Level == 0;
        yield return candidate.Id.Value;
        yield return root ? "" : candidate.Path.Parent.Id(state.TrainingHash).Value;
        yield return Text(candidate.Path.Level);
        yield return root ? "" : Text(candidate.Path.Last.PruningRate);
        yield return root ? "" : Text(candidate.Path.Last.ClassCost);
        yield return root ? "" : candidate.Path.Last.Rewind.ToString();
        yield return candidate.Path.ToString().Replace(',', ' ');
        yield return Words.Of(candidate);
        yield return onFront ? "1" : "0";
    }

    private static IEnumerable<string> Size(CandidateState candidate)
    {
        if (candidate.Score is null) return ["", "", "", "", ""];
        var runs = candidate.Runs;
        var left = runs.Average(r => (double)r.Result!.WeightsLeft);
        var total = runs[0].Result!.WeightsTotal;
        return
        [
            Text(1 - left / total), Text(left), Text(total), Text(runs.Sum(r => r.Result!.EpochsTrained)),
            (runs.Sum(r => r.Timings?.TrainSeconds ?? 0)).ToString("F2", CultureInfo.InvariantCulture),
        ];
    }

    private static IEnumerable<string> Names(string split) => MetricColumn.All.Select(column => $"{split}_{column.Column}");

    private static IEnumerable<string> Means(IReadOnlyList<Evaluation>? runs) =>
        MetricColumn.All.Select(column => runs is null ? "" : Text(Summary.Of([.. runs.Select(column.Of)]).Mean));

    /// <summary>Nothing where there is no number: the runs are of a version that did not have it.</summary>
    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
