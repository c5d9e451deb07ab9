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
        var (ranks, stairs) = (new List<List<ScoredCandidate>>(), new List<Staircase>());
        foreach (var candidate in candidates.OrderBy(c => c.Score, Lexicographic).ThenBy(c => c.Path))
        {
            var score = candidate.Score;
            // The first cost of all members is no higher than this one's, so with up to three objectives the last two decide. With more, members are
            // compared one after another.
            var own = Sorted.CountWhile(
                ranks.Count,
                rank => score.Costs.Length <= 3 ? stairs[rank].Covering(score) is not null : ranks[rank].Exists(member => member.Score.Covers(score)));
            if (own == ranks.Count)
            {
                ranks.Add([]);
                stairs.Add(new Staircase(score, []));
            }
            ranks[own].Add(candidate);
            stairs[own] = stairs[own].WithoutCovered(score, out _).Insert(candidate);
        }
        return ranks;
    }

    private static Comparer<Score> Lexicographic { get; } = Comparer<Score>.Create((a, b) => a.Costs.AsSpan().SequenceCompareTo(b.Costs.AsSpan()));
}
