using System.Runtime.InteropServices;

namespace ActorSearch.Search.Objectives;

/// <summary>
/// Volume of objective space that a set of points dominates, down to the reference. A point is its gain over the reference in each objective
/// (<see cref="ObjectiveTotals.Gains"/>); one that gains nothing in an objective adds 0. Computed slice by slice from the highest last gain down; points are
/// sorted first, so their order does not change a bit of the result.
/// </summary>
/// <remarks>With one, two and three objectives n log n to n squared; each objective more multiplies that by n.</remarks>
public static class Hypervolume
{
    /// <param name="points">All of one length.</param>
    public static double Of(IEnumerable<double[]> points)
    {
        var counted = points.Where(Counts).ToList();
        return counted.Count == 0 ? 0 : Of(counted, counted[0].Length);
    }

    /// <summary>
    /// For each point the volume that only it dominates: what the set would lose without it. Exactly 0 for a point that another
    /// one covers. In the order given.
    /// </summary>
    public static double[] Contributions(IReadOnlyList<double[]> points)
    {
        if (points.Count == 0) return [];
        if (points[0].Length != 3) return [.. points.Select((_, i) => ExclusiveOfAny(points, i))];
        var slices = Slices(points.Where(Counts), 3);
        return [.. points.Select(point => Exclusive(point, slices))];
    }

    private static bool Counts(double[] point) => Array.TrueForAll(point, gain => gain > 0);

    /// <summary>Of the first <paramref name="dimensions"/> gains.</summary>
    private static double Of(IEnumerable<double[]> points, int dimensions)
    {
        if (dimensions == 1) return points.Max(point => point[0]);
        var (slices, area, volume) = (Slices(points, dimensions), new CoveredArea(), 0.0);
        for (var i = 0; i < slices.Count; i++)
        {
            var height = slices[i][dimensions - 1] - (i + 1 < slices.Count ? slices[i + 1][dimensions - 1] : 0);
            // With three objectives in all the area of a slice grows from that of the slice before.
            var fast = slices[i].Length == 3 && dimensions == 3;
            if (fast) area.Cover(slices[i][0], slices[i][1]);
            if (height > 0) volume += (fast ? area.Total() : Of(slices.Take(i + 1), dimensions - 1)) * height;
        }
        return volume;
    }

    /// <summary>Points from the highest last gain down, then by the other gains in order.</summary>
    private static List<double[]> Slices(IEnumerable<double[]> points, int dimensions)
    {
        var sorted = points.OrderByDescending(point => point[dimensions - 1]);
        for (var d = 0; d < dimensions - 1; d++)
        {
            var by = d;
            sorted = sorted.ThenByDescending(point => point[by]);
        }
        return sorted.ToList();
    }

    private static double ExclusiveOfAny(IReadOnlyList<double[]> points, int own)
    {
        var point = points[own];
        var shared = points.Where((_, i) => i != own).Select(other => other.Zip(point, Math.Min).ToArray()).ToList();
        if (shared.Exists(other => other.AsSpan().SequenceEqual(point))) return 0;
        return Of([point]) - Of(shared);
    }

    private static double Exclusive(double[] own, List<double[]> slices)
    {
        if (!Counts(own)) return 0;
        var area = new CoveredArea();
        var (volume, top, skipped) = (0.0, own[2], false);
        foreach (var other in slices)
        {
            if (!skipped && other.AsSpan().SequenceEqual(own))
            {
                skipped = true;
                continue;
            }
            var height = Math.Min(other[2], own[2]);
            if (height < top)
            {
                volume += area.Missing(own[0], own[1]) * (top - height);
                top = height;
            }
            var (x, y) = (Math.Min(other[0], own[0]), Math.Min(other[1], own[1]));
            if (x == own[0] && y == own[1]) return volume;
            area.Cover(x, y);
        }
        return volume + area.Missing(own[0], own[1]) * top;
    }

    /// <summary>The union of rectangles [0, x] x [0, y], as its corners with x ascending and y descending.</summary>
    private sealed class CoveredArea
    {
        private readonly List<(double X, double Y)> _corners = [];

        public void Cover(double x, double y)
        {
            var at = FirstAtLeast(x);
            if (at < _corners.Count && _corners[at].Y >= y) return;
            var end = at < _corners.Count && _corners[at].X == x ? at + 1 : at;
            var start = at;
            while (start > 0 && _corners[start - 1].Y <= y) start--;
            _corners.RemoveRange(start, end - start);
            _corners.Insert(start, (x, y));
        }

        public double Total()
        {
            var (sum, left) = (0.0, 0.0);
            foreach (var (x, y) in _corners)
            {
                sum += (x - left) * y;
                left = x;
            }
            return sum;
        }

        /// <summary>Area of [0, width] x [0, height] that is not covered; all corners lie within it.</summary>
        public double Missing(double width, double height)
        {
            var (sum, left) = (0.0, 0.0);
            foreach (var (x, y) in _corners)
            {
                sum += (x - left) * (height - y);
                left = x;
            }
            return sum + (width - left) * height;
        }

        private int FirstAtLeast(double x) => Sorted.CountWhile(CollectionsMarshal.AsSpan(_corners), x, static (corner, x) => corner.X < x);
    }
}
