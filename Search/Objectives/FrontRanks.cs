namespace ActorSearch.Search.Objectives;

/// <summary>
/// Candidates by non-dominated rank: rank 0 is their <see cref="Front"/>, rank 1 the front of what is left without it, and so on. Of equal vectors the later
/// in path order takes the next rank, as on the front.
/// </summary>
/// <remarks>
/// In lexicographic order of costs, then of path, whatever covers a candidate comes before it. A candidate that a rank covers is covered by all ranks before
/// that one too, so a binary search over the ranks finds its own (Zhang et al. 2015): with up to three objectives about n log n look-ups for a chain of n.
/// </remarks>
internal static class FrontRanks
{
    /// <param name="candidates">Feasible ones, with distinct paths.</param>
    public static List<List<ScoredCandidate>> Of(IEnumerable<ScoredCandidate> candidates)
    {
        var (ranks, covers) = (new List<List<ScoredCandidate>>(), new List<ICover>());
        foreach (var candidate in candidates.OrderBy(c => c.Score, Lexicographic.Instance).ThenBy(c => c.Path))
        {
            var (low, high) = (0, ranks.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (covers[middle].Covers(candidate.Score)) low = middle + 1;
                else high = middle;
            }
            if (low == ranks.Count)
            {
                ranks.Add([]);
                covers.Add(candidate.Score.Costs.Length <= 3 ? new Stairs() : new All());
            }
            ranks[low].Add(candidate);
            covers[low].Add(candidate.Score);
        }
        return ranks;
    }

    private sealed class Lexicographic : IComparer<Score>
    {
        public static Lexicographic Instance { get; } = new();

        public int Compare(Score? x, Score? y) => x!.Costs.AsSpan().SequenceCompareTo(y!.Costs.AsSpan());
    }

    /// <summary>A rank's members so far.</summary>
    private interface ICover
    {
        /// <summary>Whether one of them is no worse than a score that comes after all of them.</summary>
        bool Covers(Score score);

        void Add(Score score);
    }

    /// <summary>
    /// Up to three objectives: the first cost of all members is no higher than that of the next candidate, so the last two decide. One ascends, the other
    /// descends.
    /// </summary>
    private sealed class Stairs : ICover
    {
        private readonly List<(long X, long Y)> _steps = [];

        public bool Covers(Score score)
        {
            var at = CountUpTo(score.X) - 1;
            return at >= 0 && _steps[at].Y <= score.Y;
        }

        public void Add(Score score)
        {
            var from = CountUpTo(score.X - 1);
            var to = from;
            while (to < _steps.Count && _steps[to].Y >= score.Y) to++;
            _steps.RemoveRange(from, to - from);
            _steps.Insert(from, (score.X, score.Y));
        }

        private int CountUpTo(long x)
        {
            var (low, high) = (0, _steps.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_steps[middle].X <= x) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }

    /// <summary>More than three objectives: one after another.</summary>
    private sealed class All : ICover
    {
        private readonly List<Score> _scores = [];

        public bool Covers(Score score) => _scores.Exists(one => one.Covers(score));

        public void Add(Score score) => _scores.Add(score);
    }
}
