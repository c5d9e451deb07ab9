using System.Collections.Immutable;

namespace ActorSearch.Search;

/// <summary>
/// The non-dominated eligible candidates. Of equal vectors the first in path order stays, so what is on the front does not
/// depend on the order in which candidates came.
/// </summary>
/// <remarks>
/// Kept as one staircase per number of false negatives: on a staircase more weights come with a higher AUC. A candidate is
/// then covered, or covers others, where a binary search on each staircase says so.
/// </remarks>
public sealed class Front
{
    private readonly ImmutableArray<Staircase> _staircases;

    private Front(ImmutableArray<Staircase> staircases, int count) => (_staircases, Count) = (staircases, count);

    public static Front Empty { get; } = new([], 0);

    public int Count { get; }

    /// <summary>Sparsity ascending (most weights first), then path order.</summary>
    public ImmutableArray<ScoredCandidate> Members =>
        [.. _staircases.SelectMany(s => s.Steps).OrderByDescending(m => m.Score.WeightsLeft).ThenBy(m => m.Path)];

    /// <summary>The front with one candidate more; the same front when that candidate is not eligible or adds nothing.</summary>
    public Front Add(ScoredCandidate candidate)
    {
        var score = candidate.Score;
        if (!score.Eligible) return this;
        var own = FirstAtLeast(score.FalseNegatives);
        var hasOwn = own < _staircases.Length && _staircases[own].FalseNegatives == score.FalseNegatives;
        for (var i = 0; i < own + (hasOwn ? 1 : 0); i++)
        {
            if (_staircases[i].Covering(score) is not { } other) continue;
            return other.Score == score && candidate.Path.CompareTo(other.Path) < 0
                ? new Front(_staircases.SetItem(i, _staircases[i].Replace(other, candidate)), Count)
                : this;
        }

        var kept = _staircases.ToBuilder();
        if (!hasOwn) kept.Insert(own, new Staircase(score.FalseNegatives, []));
        var count = Count + 1;
        for (var i = kept.Count - 1; i >= own; i--)
        {
            var rest = kept[i].WithoutCovered(score, out var removed);
            count -= removed;
            if (i == own) kept[i] = rest.Insert(candidate);
            else if (rest.Steps.IsEmpty) kept.RemoveAt(i);
            else if (removed > 0) kept[i] = rest;
        }
        return new Front(kept.ToImmutable(), count);
    }

    private int FirstAtLeast(long falseNegatives)
    {
        var (low, high) = (0, _staircases.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_staircases[middle].FalseNegatives < falseNegatives) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Members with the same false negatives: weights ascending, and with them AUC, both strictly.</summary>
    private sealed record Staircase(long FalseNegatives, ImmutableArray<ScoredCandidate> Steps)
    {
        /// <summary>The member with no more weights and no lower AUC.</summary>
        public ScoredCandidate? Covering(CandidateScore score)
        {
            var at = CountBelow(score.WeightsLeft + 1) - 1;
            return at >= 0 && Steps[at].Score.AucNumerator >= score.AucNumerator ? Steps[at] : null;
        }

        public Staircase WithoutCovered(CandidateScore score, out int removed)
        {
            var from = CountBelow(score.WeightsLeft);
            var to = from;
            while (to < Steps.Length && Steps[to].Score.AucNumerator <= score.AucNumerator) to++;
            removed = to - from;
            return removed == 0 ? this : this with { Steps = Steps.RemoveRange(from, removed) };
        }

        public Staircase Insert(ScoredCandidate candidate) =>
            this with { Steps = Steps.Insert(CountBelow(candidate.Score.WeightsLeft), candidate) };

        public Staircase Replace(ScoredCandidate old, ScoredCandidate candidate) =>
            this with { Steps = Steps.SetItem(CountBelow(old.Score.WeightsLeft), candidate) };

        /// <summary>How many members have fewer weights.</summary>
        private int CountBelow(long weights)
        {
            var (low, high) = (0, Steps.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Steps[middle].Score.WeightsLeft < weights) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }
}
