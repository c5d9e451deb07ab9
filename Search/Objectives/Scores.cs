namespace ActorSearch.Search;

/// <summary>A candidate's score from its runs.</summary>
public static class Scores
{
    /// <param name="runs">All runs of the candidate, in replicate order.</param>
    /// <param name="maxFpr">Largest share of the negatives, over all runs, that may be called positive; taken as the decimal number written, so that 29 of 100 are within 0.29.</param>
    public static CandidateScore Of(IReadOnlyList<RunResult> runs, double maxFpr)
    {
        long missed = 0, weights = 0, auc = 0, falseAlarms = 0, negatives = 0;
        var usable = runs.Count > 0;
        foreach (var run in runs)
        {
            missed += run.Validation.FalseNegatives;
            weights += run.WeightsLeft;
            auc += run.Validation.AucNumerator;
            falseAlarms += run.Validation.FalsePositives;
            negatives += run.Validation.Negatives;
            usable &= !run.Dead && !run.Validation.AnswersWithOneClass;
        }
        return new CandidateScore(missed, weights, auc, usable && falseAlarms <= (decimal)maxFpr * negatives);
    }
}

/// <summary>What the sums of a <see cref="CandidateScore"/> are shares of; the same for every candidate of a search.</summary>
/// <param name="Positives">Positive validation samples times replicates.</param>
/// <param name="Pairs">Twice the (positive, negative) pairs times replicates: the denominator of the AUC.</param>
/// <param name="Weights">Prunable weights of the dense network times replicates.</param>
public sealed record ObjectiveTotals(long Positives, long Pairs, long Weights)
{
    public static ObjectiveTotals Of(RunResult run, int replicates) => new(
        (long)run.Validation.Positives * replicates,
        2L * run.Validation.Positives * run.Validation.Negatives * replicates,
        run.WeightsTotal * replicates);

    public ObjectivePoint Point(CandidateScore score) => new(
        score.FalseNegatives / (double)Positives,
        1 - score.WeightsLeft / (double)Weights,
        score.AucNumerator / (double)Pairs);
}

/// <summary>The three objectives as shares: false negatives (minimised), sparsity and AUC (both maximised).</summary>
public readonly record struct ObjectivePoint(double FnShare, double Sparsity, double Auc);

/// <summary>A candidate whose runs are all in.</summary>
public sealed record ScoredCandidate(CandidateId Id, CandidatePath Path, CandidateScore Score);
