namespace ActorSearch.Search;

/// <summary>
/// Candidates by non-dominated rank: rank 0 is their <see cref="Front"/>, rank 1 the front of what is left without it, and so on. Of equal vectors the later
/// in path order takes the next rank, as on the front.
/// </summary>
/// <remarks>
/// In the order of false negatives, weights, AUC and path, whatever covers a candidate comes before it. A candidate that a rank covers is covered by all
/// ranks before that one too, so a binary search over the ranks finds its own (Zhang et al. 2015): about n log n look-ups for a chain of n, of which taking
/// one front off after another makes n squared.
/// </remarks>
internal static class FrontRanks
{
    /// <param name="candidates">Eligible ones, with distinct paths.</param>
    public static List<List<ScoredCandidate>> Of(IEnumerable<ScoredCandidate> candidates)
    {
        var (ranks, stairs) = (new List<List<ScoredCandidate>>(), new List<Stairs>());
        var ordered = candidates.OrderBy(c => c.Score.FalseNegatives).ThenBy(c => c.Score.WeightsLeft)
            .ThenByDescending(c => c.Score.AucNumerator).ThenBy(c => c.Path);
        foreach (var candidate in ordered)
        {
            var (low, high) = (0, ranks.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (stairs[middle].Cover(candidate.Score)) low = middle + 1;
                else high = middle;
            }
            if (low == ranks.Count)
            {
                ranks.Add([]);
                stairs.Add(new Stairs());
            }
            ranks[low].Add(candidate);
            stairs[low].Add(candidate.Score);
        }
        return ranks;
    }

    /// <summary>Weights and AUC of a rank's members so far, which all miss as few as the next candidate or fewer; both ascend strictly.</summary>
    private sealed class Stairs
    {
        private readonly List<(long Weights, long Auc)> _steps = [];

        public bool Cover(CandidateScore score)
        {
            var at = CountBelow(score.WeightsLeft + 1) - 1;
            return at >= 0 && _steps[at].Auc >= score.AucNumerator;
        }

        public void Add(CandidateScore score)
        {
            var from = CountBelow(score.WeightsLeft);
            var to = from;
            while (to < _steps.Count && _steps[to].Auc <= score.AucNumerator) to++;
            _steps.RemoveRange(from, to - from);
            _steps.Insert(from, (score.WeightsLeft, score.AucNumerator));
        }

        private int CountBelow(long weights)
        {
            var (low, high) = (0, _steps.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_steps[middle].Weights < weights) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }
}
