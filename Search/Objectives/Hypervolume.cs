namespace ActorSearch.Search;

/// <summary>
/// Volume of objective space that a set of points dominates, down to the reference (FN share 1, sparsity 0, AUC 0.5).
/// Points outside the reference add 0. Computed slice by slice from the highest AUC down; points are sorted first, so their
/// order does not change a bit of the result.
/// </summary>
public static class Hypervolume
{
    public static double Of(IEnumerable<ObjectivePoint> points)
    {
        var boxes = Boxes(points);
        var area = new CoveredArea();
        var volume = 0.0;
        for (var i = 0; i < boxes.Length; i++)
        {
            area.Cover(boxes[i].Detected, boxes[i].Sparsity);
            var below = i + 1 < boxes.Length ? boxes[i + 1].Auc : 0;
            volume += area.Total() * (boxes[i].Auc - below);
        }
        return volume;
    }

    /// <summary>
    /// For each point the volume that only it dominates: what the set would lose without it. Exactly 0 for a point that another
    /// one covers. In the order given.
    /// </summary>
    public static double[] Contributions(IReadOnlyList<ObjectivePoint> points)
    {
        var boxes = Boxes(points);
        return [.. points.Select(point => Exclusive(Box.Of(point), boxes))];
    }

    private static double Exclusive(Box own, Box[] boxes)
    {
        if (!own.Counts) return 0;
        var area = new CoveredArea();
        var (volume, top, skipped) = (0.0, own.Auc, false);
        foreach (var other in boxes)
        {
            if (!skipped && other == own)
            {
                skipped = true;
                continue;
            }
            var height = Math.Min(other.Auc, own.Auc);
            if (height < top)
            {
                volume += area.Missing(own.Detected, own.Sparsity) * (top - height);
                top = height;
            }
            var (x, y) = (Math.Min(other.Detected, own.Detected), Math.Min(other.Sparsity, own.Sparsity));
            if (x == own.Detected && y == own.Sparsity) return volume;
            area.Cover(x, y);
        }
        return volume + area.Missing(own.Detected, own.Sparsity) * top;
    }

    private static Box[] Boxes(IEnumerable<ObjectivePoint> points) =>
        [.. points.Select(Box.Of).Where(box => box.Counts)
            .OrderByDescending(box => box.Auc).ThenByDescending(box => box.Detected).ThenByDescending(box => box.Sparsity)];

    /// <summary>A point as a box from the reference: each side the gain in one objective.</summary>
    private readonly record struct Box(double Detected, double Sparsity, double Auc)
    {
        public static Box Of(ObjectivePoint point) => new(1 - point.FnShare, point.Sparsity, point.Auc - 0.5);
        public bool Counts => Detected > 0 && Sparsity > 0 && Auc > 0;
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
