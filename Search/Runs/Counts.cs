namespace ActorSearch.Search.Runs;

/// <summary>The samples of a split, and how a threshold sorts them. Real numbers, because a point of the ROC curve may lie between two thresholds.</summary>
/// <param name="Positives">Samples of the costly class.</param>
/// <param name="Negatives">Samples of the other class.</param>
/// <param name="FalseNegatives">Positives below the threshold.</param>
/// <param name="FalsePositives">Negatives at or above it.</param>
public readonly record struct Counts(double Positives, double Negatives, double FalseNegatives, double FalsePositives)
{
    /// <summary>Positives at or above the threshold.</summary>
    public double TruePositives => Positives - FalseNegatives;

    /// <summary>Negatives below the threshold.</summary>
    public double TrueNegatives => Negatives - FalsePositives;
}
