namespace ActorSearch.Search.Metrics;

/// <summary>Samples by their score: how many of either class have each, from the highest on. In a resample a score may have none.</summary>
/// <param name="scores">Distinct scores, descending.</param>
/// <param name="positives">How many positives have each.</param>
/// <param name="negatives">How many negatives have each.</param>
/// <param name="totalPositives">Their sum.</param>
/// <param name="totalNegatives">Their sum.</param>
public readonly ref struct RankedScores(
    ReadOnlySpan<float> scores, ReadOnlySpan<int> positives, ReadOnlySpan<int> negatives, int totalPositives, int totalNegatives)
{
    /// <summary>Distinct scores, descending.</summary>
    public ReadOnlySpan<float> Scores { get; } = scores;

    /// <summary>How many positives have each score.</summary>
    public ReadOnlySpan<int> Positives { get; } = positives;

    /// <summary>How many negatives have each score.</summary>
    public ReadOnlySpan<int> Negatives { get; } = negatives;

    /// <summary>All positives.</summary>
    public int TotalPositives { get; } = totalPositives;

    /// <summary>All negatives.</summary>
    public int TotalNegatives { get; } = totalNegatives;

    /// <exception cref="ArgumentException">A class is missing.</exception>
    internal void RequireBothClasses()
    {
        if (TotalPositives == 0 || TotalNegatives == 0) throw new ArgumentException("both classes are needed");
    }
}
