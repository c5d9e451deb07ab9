namespace ActorSearch.Search;

/// <summary>
/// A candidate's objectives as exact integers summed over its runs in replicate order: FN, weights left and the AUC numerator
/// (2 wins + ties). All candidates of a search share positives, negatives, replicates and total weights, so sums compare as means do.
/// </summary>
/// <param name="Eligible">Not dead, answers with both classes in every run, FPR within the limit: may be on the front and be expanded.</param>
public sealed record CandidateScore(long FalseNegatives, long WeightsLeft, long AucNumerator, bool Eligible)
{
    /// <summary>No worse in all three (FN and weights left fewer, AUC higher), better in one.</summary>
    public bool Dominates(CandidateScore other) =>
        FalseNegatives <= other.FalseNegatives && WeightsLeft <= other.WeightsLeft && AucNumerator >= other.AucNumerator
        && (FalseNegatives < other.FalseNegatives || WeightsLeft < other.WeightsLeft || AucNumerator > other.AucNumerator);
}
