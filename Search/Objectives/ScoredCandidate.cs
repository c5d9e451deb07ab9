using ActorSearch.Search.Candidates;
using ActorSearch.Search.Deciding;

namespace ActorSearch.Search.Objectives;

/// <summary>A candidate whose runs are all in.</summary>
/// <param name="WeightsLeft">Summed over its runs.</param>
public sealed record ScoredCandidate(CandidateId Id, CandidatePath Path, Score Score, long WeightsLeft)
{
    /// <param name="candidate">With a score.</param>
    public static ScoredCandidate Of(CandidateState candidate) =>
        new(candidate.Id, candidate.Path, candidate.Score!, candidate.Runs.Sum(run => run.Result!.WeightsLeft));
}
