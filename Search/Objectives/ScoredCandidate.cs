using ActorSearch.Search.Candidates;

namespace ActorSearch.Search.Objectives;

/// <summary>A candidate whose runs are all in.</summary>
/// <param name="WeightsLeft">Summed over its runs.</param>
public sealed record ScoredCandidate(CandidateId Id, CandidatePath Path, Score Score, long WeightsLeft);
