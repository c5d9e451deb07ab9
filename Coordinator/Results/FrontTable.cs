using System.Globalization;
using ActorSearch.Search;
using Spectre.Console;

namespace ActorSearch.Coordinator.Results;

/// <summary>The front as a table for people.</summary>
internal static class FrontTable
{
    /// <param name="Drop">Columns that do not fit go in this order, the smallest first; 0 = never.</param>
    /// <param name="Wraps">May be broken over several lines, down to the width of its name.</param>
    private sealed record Column(string Name, int Drop, Func<CandidateState, string> Text, bool Wraps = false)
    {
        /// <summary>With the border and the space on both sides.</summary>
        public int Width(IEnumerable<CandidateState> rows) => 3 + (Wraps ? Name.Length : rows.Select(row => Text(row).Length).Append(Name.Length).Max());
    }

    private static readonly Column[] Columns =
    [
        new("candidate", 0, c => c.Id.Value[..8]),
        new("steps: rate cost rewind", 4, c => Words.Of(c.Path), Wraps: true),
        new("level", 6, c => Number(c.Path.Level, "0")),
        new("weights left", 5, c => Number(Left(c), "#,0")),
        new("sparsity", 0, c => Words.Percent(1 - Left(c) / c.Runs[0].Result!.WeightsTotal)),
        new("FN", 0, c => Mean(c, e => e.FalseNegatives, "0.##")),
        new("FP", 0, c => Mean(c, e => e.FalsePositives, "0.##")),
        new("FN at 5 % FPR", 1, c => Mean(c, e => e.AtFpr5.FalseNegatives, "0.##")),
        new("AUC", 0, c => Mean(c, e => e.Auc, "0.0000")),
        new("test FN", 0, c => Test(c, e => e.FalseNegatives, "0.##")),
        new("test FP", 3, c => Test(c, e => e.FalsePositives, "0.##")),
        new("test AUC", 0, c => Test(c, e => e.Auc, "0.0000")),
        new("95 %", 2, c => c.Test is { } test ? $"{Number(test.Auc.Low, "0.000")} to {Number(test.Auc.High, "0.000")}" : ""),
    ];

    /// <summary>The dense network for comparison, then the front, most weights first.</summary>
    /// <param name="width">Characters in a line; narrow tables leave columns out.</param>
    public static Table Of(SearchState state, int width)
    {
        var front = state.FrontCandidates;
        IReadOnlyList<CandidateState> rows = state.Root is { Score: not null } root && !front.Contains(root) ? [root, .. front] : front;
        var columns = Columns.ToList();
        while (1 + columns.Sum(column => column.Width(rows)) > width && columns.Where(column => column.Drop > 0).MinBy(column => column.Drop) is { } least) columns.Remove(least);
        var table = Tables.Of(columns.Select(column => (column.Name, IsNumber: !column.Wraps && column != Columns[0])));
        var hypervolume = state.Hypervolume.ToString("0.0000", CultureInfo.InvariantCulture);
        table.Title = new TableTitle($"Front of {Markup.Escape(state.Spec!.Name)}: {Words.Count(front.Count, "candidate")}, hypervolume {hypervolume}");
        foreach (var row in rows) table.AddRow([.. columns.Select(column => new Markup(Markup.Escape(column.Text(row))))]);
        return table;
    }

    private static double Left(CandidateState candidate) => candidate.Runs.Average(run => (double)run.Result!.WeightsLeft);

    private static string Mean(CandidateState candidate, Func<Evaluation, double> value, string format) =>
        Number(candidate.Runs.Average(run => value(run.Result!.Validation)), format);

    private static string Test(CandidateState candidate, Func<Evaluation, double> value, string format) =>
        candidate.Test is { } test ? Number(test.Runs.Average(value), format) : "";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
