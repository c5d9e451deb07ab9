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
        var counted = points.Where(point => Array.TrueForAll(point, gain => gain > 0)).ToList();
        return counted.Count == 0 ? 0 : counted[0].Length == 3 ? Of3(Boxes(counted)) : OfAny(counted, counted[0].Length);
    }

    /// <summary>
    /// For each point the volume that only it dominates: what the set would lose without it. Exactly 0 for a point that another
    /// one covers. In the order given.
    /// </summary>
    public static double[] Contributions(IReadOnlyList<double[]> points)
    {
        if (points.Count == 0) return [];
        if (points[0].Length != 3) return [.. points.Select((_, i) => ExclusiveOfAny(points, i))];
        var boxes = Boxes(points);
        return [.. points.Select(point => Exclusive(Box.Of(point), boxes))];
    }

    private static double Of3(Box[] boxes)
    {
        var area = new CoveredArea();
        var volume = 0.0;
        for (var i = 0; i < boxes.Length; i++)
        {
            area.Cover(boxes[i].X, boxes[i].Y);
            var below = i + 1 < boxes.Length ? boxes[i + 1].Z : 0;
            volume += area.Total() * (boxes[i].Z - below);
        }
        return volume;
    }

    /// <summary>Of the first <paramref name="dimensions"/> gains.</summary>
    private static double OfAny(IEnumerable<double[]> points, int dimensions)
    {
        if (dimensions == 1) return points.Max(point => point[0]);
        var sorted = points.OrderByDescending(point => point[dimensions - 1]);
        for (var d = 0; d < dimensions - 1; d++)
        {
            var by = d;
            sorted = sorted.ThenByDescending(point => point[by]);
        }
        var slices = sorted.ToList();
        var volume = 0.0;
        for (var i = 0; i < slices.Count; i++)
        {
            var height = slices[i][dimensions - 1] - (i + 1 < slices.Count ? slices[i + 1][dimensions - 1] : 0);
            if (height > 0) volume += OfAny(slices.Take(i + 1), dimensions - 1) * height;
        }
        return volume;
    }

    private static double ExclusiveOfAny(IReadOnlyList<double[]> points, int own)
    {
        var point = points[own];
        var shared = points.Where((_, i) => i != own).Select(other => other.Zip(point, Math.Min).ToArray()).ToList();
        if (shared.Exists(other => other.AsSpan().SequenceEqual(point))) return 0;
        return Of([point]) - Of(shared);
    }

    private static double Exclusive(Box own, Box[] boxes)
    {
        if (!own.Counts) return 0;
        var area = new CoveredArea();
        var (volume, top, skipped) = (0.0, own.Z, false);
        foreach (var other in boxes)
        {
            if (!skipped && other == own)
            {
                skipped = true;
                continue;
            }
            var height = Math.Min(other.Z, own.Z);
            if (height < top)
            {
                volume += area.Missing(own.X, own.Y) * (top - height);
                top = height;
            }
            var (x, y) = (Math.Min(other.X, own.X), Math.Min(other.Y, own.Y));
            if (x == own.X && y == own.Y) return volume;
            area.Cover(x, y);
        }
        return volume + area.Missing(own.X, own.Y) * top;
    }

    private static Box[] Boxes(IEnumerable<double[]> points) =>
        [.. points.Select(Box.Of).Where(box => box.Counts).OrderByDescending(box => box.Z).ThenByDescending(box => box.X).ThenByDescending(box => box.Y)];

    /// <summary>A point as a box from the reference: each side the gain in one objective.</summary>
    private readonly record struct Box(double X, double Y, double Z)
    {
        public static Box Of(double[] point) => new(point[0], point[1], point[2]);

        public bool Counts => X > 0 && Y > 0 && Z > 0;
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

        private int FirstAtLeast(double x)
        {
            var (low, high) = (0, _corners.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_corners[middle].X < x) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }
}
