using ActorSearch.Search.Candidates;

namespace ActorSearch.Search.Evaluating;

/// <summary>
/// A tested candidate's logits, sample by sample, so that candidates can be compared paired over samples and at any threshold. The
/// samples and their order are those of the splits, so they are the same for every candidate of a search.
/// </summary>
/// <param name="ValidationLabels">0 or 1 a sample, in the order of the split.</param>
/// <param name="TestLabels">The same of test.</param>
/// <param name="Runs">One a replicate, in order.</param>
public sealed record CandidateScores(CandidateId Candidate, byte[] ValidationLabels, byte[] TestLabels, ImmutableArray<RunScores> Runs);

/// <summary>One replicate's logits, and the thresholds that were chosen on its validation.</summary>
/// <param name="Validation">One logit a sample, as <see cref="CandidateScores.ValidationLabels"/>.</param>
/// <param name="Test">One logit a sample, as <see cref="CandidateScores.TestLabels"/>.</param>
public sealed record RunScores(float[] Validation, float[] Test, Thresholds Thresholds);
