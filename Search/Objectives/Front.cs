namespace ActorSearch.Search.Objectives;

/// <summary>
/// The non-dominated feasible candidates. Of equal vectors the first in path order stays, so what is on the front does not
/// depend on the order in which candidates came.
/// </summary>
/// <remarks>
/// Kept as staircases of the last two costs, one for each vector of the costs before them: on a staircase a lower cost of one kind comes with a higher one of
/// the other, so a binary search on each staircase finds what covers a candidate, and what the candidate covers. With two objectives there is one staircase.
/// </remarks>
public sealed class Front
{
    /// <summary>In order of their prefixes.</summary>
    private readonly ImmutableArray<Staircase> _staircases;

    private ImmutableArray<ScoredCandidate> _members;

    private Front(ImmutableArray<Staircase> staircases, int count) => (_staircases, Count) = (staircases, count);

    public static Front Empty { get; } = new([], 0);

    public int Count { get; }

    /// <summary>Sparsity ascending (most weights first), then path order. Sorted when first asked for.</summary>
    public ImmutableArray<ScoredCandidate> Members => _members.IsDefault
        ? _members = [.. _staircases.SelectMany(s => s.Steps).OrderByDescending(m => m.WeightsLeft).ThenBy(m => m.Path)]
        : _members;

    /// <summary>The front with one candidate more; the same front when that candidate is not feasible or adds nothing.</summary>
    public Front Add(ScoredCandidate candidate)
    {
        var score = candidate.Score;
        if (!score.Feasible) return this;
        var own = FirstAtLeast(score);
        var hasOwn = own < _staircases.Length && _staircases[own].ComparePrefix(score) == 0;
        for (var i = 0; i < own + (hasOwn ? 1 : 0); i++)
        {
            if (!_staircases[i].PrefixCovers(score) || _staircases[i].Covering(score) is not { } other) continue;
            return other.Score == score && candidate.Path.CompareTo(other.Path) < 0
                ? new Front(_staircases.SetItem(i, _staircases[i].Replace(other, candidate)), Count)
                : this;
        }

        var kept = _staircases.ToBuilder();
        if (!hasOwn) kept.Insert(own, new Staircase(score, []));
        var count = Count + 1;
        for (var i = kept.Count - 1; i >= own; i--)
        {
            if (!kept[i].PrefixIsCoveredBy(score)) continue;
            var rest = kept[i].WithoutCovered(score, out var removed);
            count -= removed;
            if (i == own) kept[i] = rest.Insert(candidate);
            else if (rest.Steps.IsEmpty) kept.RemoveAt(i);
            else if (removed > 0) kept[i] = rest;
        }
        return new Front(kept.ToImmutable(), count);
    }

    private int FirstAtLeast(Score score)
    {
        var (low, high) = (0, _staircases.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_staircases[middle].ComparePrefix(score) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Members that differ in their last two costs only: the last but one ascends, and with it the last descends, both strictly.</summary>
    /// <param name="First">A score with the costs before the last two.</param>
    private sealed record Staircase(Score First, ImmutableArray<ScoredCandidate> Steps)
    {
        /// <summary>In lexicographic order.</summary>
        public int ComparePrefix(Score score)
        {
            for (var i = 0; i < score.Costs.Length - 2; i++)
                if (First.Costs[i] != score.Costs[i]) return First.Costs[i].CompareTo(score.Costs[i]);
            return 0;
        }

        public bool PrefixCovers(Score score) => PrefixCovers(First, score);

        public bool PrefixIsCoveredBy(Score score) => PrefixCovers(score, First);

        /// <summary>The member that is no worse in the last two costs.</summary>
        public ScoredCandidate? Covering(Score score)
        {
            var at = CountUpTo(score.X) - 1;
            return at >= 0 && Steps[at].Score.Y <= score.Y ? Steps[at] : null;
        }

        public Staircase WithoutCovered(Score score, out int removed)
        {
            var from = CountUpTo(score.X - 1);
            var to = from;
            while (to < Steps.Length && Steps[to].Score.Y >= score.Y) to++;
            removed = to - from;
            return removed == 0 ? this : this with { Steps = Steps.RemoveRange(from, removed) };
        }

        public Staircase Insert(ScoredCandidate candidate) => this with { Steps = Steps.Insert(CountUpTo(candidate.Score.X - 1), candidate) };

        public Staircase Replace(ScoredCandidate old, ScoredCandidate candidate) => this with { Steps = Steps.SetItem(CountUpTo(old.Score.X - 1), candidate) };

        private static bool PrefixCovers(Score score, Score other)
        {
            for (var i = 0; i < score.Costs.Length - 2; i++)
                if (score.Costs[i] > other.Costs[i]) return false;
            return true;
        }

        /// <summary>How many members have at most this last but one cost.</summary>
        private int CountUpTo(long x)
        {
            var (low, high) = (0, Steps.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Steps[middle].Score.X <= x) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }
}
