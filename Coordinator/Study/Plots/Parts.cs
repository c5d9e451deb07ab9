using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>What several pictures have in common.</summary>
internal static class Parts
{
    /// <summary>Of the candidates outside the front that many may lie beyond the axis, rather than press all others together.</summary>
    private const double Outside = 0.05;

    public static double X(CandidateRow row) => Axes.OfShare(1 - row.Sparsity!.Value);

    public static Mark At(CandidateRow row, Measure measure, double? shade = null)
    {
        var interval = measure.Interval(row);
        return new(X(row), measure.Value(row)!.Value, interval?.Low, interval?.High, shade);
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
        foreach (var row in best)
        {
            var mark = At(row, measure);
            corners.Add(new(corners.Count == 0 ? Math.Min(from, mark.X) : corners[^1].X, mark.Y));
            corners.Add(new(mark.X, mark.Y));
        }
        return corners;
    }

    /// <summary>The dense network: a mark, and a line with its interval across the panel.</summary>
    public static IEnumerable<Series> Dense(CandidateRow root, Measure measure, Axis x)
    {
        if (measure.Value(root) is null) yield break;
        var mark = At(root, measure);
        yield return new(null, new Look(Palette.Dense, Line: 0.8, Dash: Dash.Dashed, Band: true), [mark with { X = x.Low }, mark with { X = x.High }]);
        yield return new("dense network", new Look(Palette.Dense, Shape.OpenDiamond, 7), [new(mark.X, mark.Y)]);
    }

    /// <summary>An axis that holds all that must be seen, with its intervals, and most of the rest.</summary>
    public static Axis Vertical(Measure measure, IEnumerable<CandidateRow> seen, IEnumerable<CandidateRow> rest)
    {
        var values = seen
            .SelectMany(row => measure.Interval(row) is { } i ? [i.Low, i.High, measure.Value(row)!.Value] : new[] { measure.Value(row)!.Value })
            .Concat(rest.Select(row => measure.Value(row)!.Value).Order().ToArray() is { Length: > 0 } others
                ? measure.Metric.LowerIsBetter ? others[..(int)Math.Ceiling(others.Length * (1 - Outside))] : others[(int)(others.Length * Outside)..]
                : []).ToArray();
        if (values.Length == 0) values = [0, 1];
        var whole = measure.Metric.IsCount;
        if (measure.Metric.LowerIsBetter) return Axes.Linear(measure.Label, Math.Min(0, values.Min()), values.Max(), whole, least: 0);
        var most = whole ? double.PositiveInfinity : measure.Metric.Most(1, 1) ?? double.PositiveInfinity;
        return Axes.Linear(measure.Label, values.Min(), Math.Min(most, values.Max()), whole, most: most);
    }

    /// <summary>What lies beyond the axis, as triangles at its end.</summary>
    public static Series Beyond(IEnumerable<CandidateRow> rows, Measure measure, Axis y)
    {
        var above = measure.Metric.LowerIsBetter;
        Mark[] marks = [.. rows.Where(row => above ? measure.Value(row) > y.High : measure.Value(row) < y.Low)
            .Select(row => new Mark(X(row), above ? y.High - 0.02 * (y.High - y.Low) : y.Low + 0.02 * (y.High - y.Low)))];
        return new(marks.Length == 0 ? null : "beyond the axis", new Look(Palette.Grey, above ? Shape.OpenTriangleUp : Shape.OpenTriangleDown, 4), marks);
    }

    /// <summary>A line of the legend that only says something.</summary>
    public static Series Note(string text) => new(text, new Look(Palette.Ink), []);
}
