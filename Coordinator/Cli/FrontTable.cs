using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Cli;

/// <summary>The front as a table for people.</summary>
internal static class FrontTable
{
    /// <param name="Drop">Columns that do not fit are left out in this order, the smallest first; 0 = never.</param>
    /// <param name="Wraps">May be broken over several lines, down to the width of its name.</param>
    private sealed record Column(string Name, int Drop, Func<FrontEntry, string> Text, bool Wraps = false)
    {
        /// <summary>With the border and the space on both sides.</summary>
        public int Width(IEnumerable<FrontEntry> rows) => 3 + (Wraps ? Name.Length : rows.Select(row => Text(row).Length).Append(Name.Length).Max());
    }

    private static readonly Column[] Columns =
    [
        new("candidate", 0, c => c.Candidate[..8]),
        new("steps: rate cost rewind", 4, Steps, Wraps: true),
        new("level", 6, c => $"{c.Level}"),
        new("weights left", 5, c => $"{c.WeightsLeft:#,0}"),
        new("sparsity", 0, c => Words.Percent(c.Sparsity)),
        new("FN", 0, c => $"{c.Validation.Fn.Mean:0.##}"),
        new("FP", 0, c => $"{c.Validation.Fp.Mean:0.##}"),
        new("FN at 5 % FPR", 1, c => $"{c.Validation.FnAtFpr.At5.Mean:0.##}"),
        new("AUC", 0, c => $"{c.Validation.Auc.Mean:0.0000}"),
        new("test FN", 0, c => $"{c.Test?.Fn.Mean:0.##}"),
        new("test FP", 3, c => $"{c.Test?.Fp.Mean:0.##}"),
        new("test AUC", 0, c => $"{c.Test?.Auc.Mean:0.0000}"),
        new("95 %", 2, c => c.Test?.Auc.Interval is [var low, var high] ? $"{low:0.000} to {high:0.000}" : ""),
    ];

    /// <summary>Writes the dense network for comparison, then the front, most weights first. A narrow terminal gets fewer columns.</summary>
    public static void Write(Terminal terminal, FrontDocument document)
    {
        var front = document.Front;
        IReadOnlyList<FrontEntry> rows = document.Root is { } root && front.All(member => member.Candidate != root.Candidate) ? [root, .. front] : front;
        var columns = Columns.ToList();
        while (1 + columns.Sum(column => column.Width(rows)) > terminal.Console.Profile.Width
            && columns.Where(column => column.Drop > 0).MinBy(column => column.Drop) is { } least)
            columns.Remove(least);
        terminal.Table(
            [.. columns.Select(column => (column.Name, !column.Wraps && column != Columns[0]))],
            rows.Select(row => columns.Select(column => column.Text(row)).ToArray()),
            $"Front of {document.Search}: {Words.Count(front.Count, "candidate")}, hypervolume {document.Hypervolume:0.0000}");
    }

    private static string Steps(FrontEntry entry) =>
        entry.Path.Count == 0 ? "dense" : string.Join(" > ", entry.Path.Select(step => Words.Of(step.PruningRate, step.ClassCost, step.Rewind.ToString())));
}
