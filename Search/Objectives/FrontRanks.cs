using System.Runtime.InteropServices;

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
        var ranks = new List<Rank>();
        foreach (var candidate in candidates.OrderBy(c => c.Score, Lexicographic).ThenBy(c => c.Path))
        {
            var own = Sorted.CountWhile(CollectionsMarshal.AsSpan(ranks), candidate.Score, static (rank, score) => rank.Covers(score));
            if (own == ranks.Count) ranks.Add(new Rank(candidate.Score));
            ranks[own].Add(candidate);
        }
        return ranks.ConvertAll(rank => rank.Members);
    }

    private static Comparer<Score> Lexicographic { get; } = Comparer<Score>.Create((a, b) => a.Costs.AsSpan().SequenceCompareTo(b.Costs.AsSpan()));

    private sealed class Rank(Score first)
    {
        private Staircase _stairs = new(first, []);

        public List<ScoredCandidate> Members { get; } = [];

        /// <summary>
        /// The first cost of all members is no higher than that of a later candidate, so with up to three objectives the last two decide. With more, members
        /// are compared one after another.
        /// </summary>
        public bool Covers(Score score) => score.Costs.Length <= 3 ? _stairs.Covering(score) is not null : AnyCovers(score);

        public void Add(ScoredCandidate candidate)
        {
            Members.Add(candidate);
            _stairs = _stairs.WithoutCovered(candidate.Score, out _).Insert(candidate);
        }

        private bool AnyCovers(Score score) => Members.Exists(member => member.Score.Covers(score));
    }
}
