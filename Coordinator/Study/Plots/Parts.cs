using ActorSearch.Coordinator.Reading.Documents;
using ScottPlot;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>What several pictures have in common.</summary>
internal static class Parts
{
    /// <summary>Of the candidates outside the front that many may lie beyond the axis, rather than press all others together.</summary>
    private const double Outside = 0.05;

    public static double X(CandidateRow row) => Axes.OfShare(1 - row.Sparsity!.Value);

    /// <summary>Usable candidates and the dense network, where they have all these figures.</summary>
    public static CandidateRow[] Shown(PlotData data, params IEnumerable<Measure> measures) =>
        [.. data.Rows.Where(row => (row.State == "done" || row.Level == 0) && measures.All(measure => measure.Value(row) is not null))];

    public static Axis WeightsLeft(CandidateRow[] rows) => Axes.WeightsLeft(rows.Length == 0 ? 0.01 : rows.Min(row => 1 - row.Sparsity!.Value));

    /// <summary>Its place alone.</summary>
    public static Mark Point(CandidateRow row, Measure measure) => new(X(row), measure.Value(row)!.Value);

    /// <summary>With its interval.</summary>
    public static Mark At(CandidateRow row, Measure measure)
    {
        var interval = measure.Interval(row);
        return Point(row, measure) with { Low = interval?.Low, High = interval?.High };
    }

    /// <summary>The staircase of the best value among those with at most so many weights, from the first to the last of them.</summary>
    public static IReadOnlyList<CandidateRow> Best(IEnumerable<CandidateRow> rows, Measure measure)
    {
        var best = new List<CandidateRow>();
        double? Cost(CandidateRow row) => measure.Metric.LowerIsBetter ? measure.Value(row) : -measure.Value(row);
        foreach (var row in rows.OrderByDescending(X).ThenBy(Cost))
            if (best.Count == 0 || Cost(row) < Cost(best[^1])) best.Add(row);
        best.Reverse();
        return best;
    }

    /// <summary>Its corners: the value of each holds for all networks that may have more weights, as far as the next one.</summary>
    /// <param name="from">Where the line begins, to the left.</param>
    public static IReadOnlyList<Mark> Stairs(IReadOnlyList<CandidateRow> best, Measure measure, double from)
    {
        var corners = new List<Mark>();
        foreach (var mark in best.Select(row => Point(row, measure)))
        {
            corners.Add(mark with { X = corners.Count == 0 ? Math.Min(from, mark.X) : corners[^1].X });
            corners.Add(mark);
        }
        return corners;
    }

    /// <summary>The dense network, where it is shown: a mark, and a line with its interval across the panel.</summary>
    public static IEnumerable<Series> Dense(CandidateRow? root, Measure measure, Axis x)
    {
        if (root is null) yield break;
        var mark = At(root, measure);
        yield return new(null, new Look(Palette.Dense, Line: 0.8, Dash: LinePattern.Dashed, Band: true), [mark with { X = x.Low }, mark with { X = x.High }]);
        yield return new("dense network", new Look(Palette.Dense, MarkerShape.OpenDiamond, 7), [Point(root, measure)]);
    }

    /// <summary>An axis that holds all that must be seen, with its intervals, and most of the rest.</summary>
    public static Axis Vertical(Measure measure, IEnumerable<CandidateRow> seen, IEnumerable<CandidateRow> rest)
    {
        var lower = measure.Metric.LowerIsBetter;
        double[] others = [.. rest.Select(row => measure.Value(row)!.Value).Order()];
        double[] values =
        [
            .. seen.Select(row => At(row, measure)).SelectMany(EndsOf),
            .. lower ? others[..(int)Math.Ceiling(others.Length * (1 - Outside))] : others[(int)(others.Length * Outside)..],
        ];
        if (values.Length == 0) values = [0, 1];
        var whole = measure.Metric.IsCount;
        if (lower) return Axes.Linear(measure.Label, Math.Min(0, values.Min()), values.Max(), whole, least: 0);
        var most = whole ? double.PositiveInfinity : measure.Metric.Most(1, 1) ?? double.PositiveInfinity;
        return Axes.Linear(measure.Label, values.Min(), Math.Min(most, values.Max()), whole, most: most);
    }

    /// <summary>A mark's value and the ends of its interval.</summary>
    public static IEnumerable<double> EndsOf(Mark mark) => [mark.Y, mark.Low ?? mark.Y, mark.High ?? mark.Y];

    /// <summary>What lies beyond the axis, as triangles at its end.</summary>
    public static Series Beyond(IEnumerable<CandidateRow> rows, Measure measure, Axis y)
    {
        var (above, inset) = (measure.Metric.LowerIsBetter, 0.02 * (y.High - y.Low));
        Mark[] marks = [.. rows.Where(row => above ? measure.Value(row) > y.High : measure.Value(row) < y.Low)
            .Select(row => new Mark(X(row), above ? y.High - inset : y.Low + inset))];
        var shape = above ? MarkerShape.OpenTriangleUp : MarkerShape.OpenTriangleDown;
        return new(marks.Length == 0 ? null : "beyond the axis", new Look(Palette.Gray, shape, 4), marks);
    }

    /// <summary>A line of the legend that only says something.</summary>
    public static Series Note(string text) => new(text, new Look(Palette.Ink), []);
}
