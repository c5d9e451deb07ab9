using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// What a strategy or a budget rule may know: every candidate of the plan, eligible or not, once the last round is over. It does not depend on the order in
/// which results came.
/// </summary>
/// <param name="candidates">In the order proposed: rounds ascending, path order within. Begins with the root.</param>
/// <param name="roundStart">Where the last round begins among them.</param>
/// <param name="totals">What the costs of a score are shares of.</param>
/// <param name="epochs">Epochs that all of them cost (see <see cref="EpochCost"/>).</param>
public sealed class SearchHistory(IReadOnlyList<PastCandidate> candidates, int roundStart, ObjectiveTotals totals, long epochs)
{
    private Dictionary<CandidatePath, PastCandidate>? _last, _before;

    /// <summary>All of them; rounds ascending, path order within. Made when asked for, so keep what is needed twice.</summary>
    public IReadOnlyList<PastCandidate> Candidates => candidates;

    /// <summary>Those of the last round, in path order.</summary>
    public IEnumerable<PastCandidate> LastRound => Between(roundStart, candidates.Count);

    /// <summary>Number of the last round; 0 is the root's.</summary>
    public int Round => candidates[^1].Round;

    /// <summary>What the costs of a score are shares of.</summary>
    public ObjectiveTotals Totals => totals;

    /// <summary>Epochs that the candidates cost, over all their runs: what `max_epochs` limits.</summary>
    public long Epochs => epochs;

    /// <summary>The candidate of a path; null when it is not in the plan.</summary>
    public PastCandidate? Find(CandidatePath path) =>
        (_last ??= LastRound.ToDictionary(candidate => candidate.Path)).GetValueOrDefault(path)
        ?? (_before ??= Between(0, roundStart).ToDictionary(candidate => candidate.Path)).GetValueOrDefault(path);

    private IEnumerable<PastCandidate> Between(int first, int end)
    {
        for (var i = first; i < end; i++) yield return candidates[i];
    }
}
