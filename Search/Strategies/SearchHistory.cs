using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// What a strategy or a budget rule may know: every candidate of the plan, eligible or not, once the last round is over. It does not depend on the order in
/// which results came.
/// </summary>
/// <param name="Candidates">
/// In the order proposed: rounds ascending, path order within. Begins with the root. Made when asked for, so keep what is needed twice.
/// </param>
/// <param name="RoundStart">Where the last round begins among them.</param>
/// <param name="Totals">What the costs of a score are shares of.</param>
/// <param name="Epochs">Epochs that the candidates cost (see <see cref="EpochCost"/>), over all their runs: what `max_epochs` limits.</param>
public sealed record SearchHistory(IReadOnlyList<PastCandidate> Candidates, int RoundStart, ObjectiveTotals Totals, long Epochs)
{
    private Dictionary<CandidatePath, PastCandidate>? _last, _before;

    /// <summary>Those of the last round, in path order.</summary>
    public IEnumerable<PastCandidate> LastRound => Between(RoundStart, Candidates.Count);

    /// <summary>Number of the last round; 0 is the root's.</summary>
    public int Round => Candidates[^1].Round;

    /// <summary>The candidate of a path; null when it is not in the plan.</summary>
    public PastCandidate? Find(CandidatePath path) =>
        (_last ??= LastRound.ToDictionary(candidate => candidate.Path)).GetValueOrDefault(path)
        ?? (_before ??= Between(0, RoundStart).ToDictionary(candidate => candidate.Path)).GetValueOrDefault(path);

    private IEnumerable<PastCandidate> Between(int first, int end)
    {
        for (var i = first; i < end; i++) yield return Candidates[i];
    }
}
