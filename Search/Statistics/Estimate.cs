namespace ActorSearch.Search.Statistics;

/// <summary>A mean over the replicates with its 95 % interval. Ends may be infinite; of a ratio that is not defined all three are NaN.</summary>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>Not defined.</summary>
    public static Estimate None { get; } = new(double.NaN, double.NaN, double.NaN);

    /// <summary>There is a value.</summary>
    public bool IsDefined => !double.IsNaN(Value);

    /// <summary>All of the interval is on one side of 0.</summary>
    public bool ClearOfZero => Low > 0 || High < 0;

    /// <summary>The same value; the ends of the interval are at most these.</summary>
    public Estimate Within(double least, double most) => new(Value, Math.Clamp(Low, least, most), Math.Clamp(High, least, most));
}

/// <summary>Two candidates compared on one statistic, candidate minus baseline.</summary>
/// <param name="Difference">With the interval over seeds and samples (<see cref="CrossedMoments"/>).</param>
/// <param name="Bootstrap">The same with the percentile interval of the two-level bootstrap (<see cref="TwoLevelBootstrap"/>).</param>
/// <param name="Reduction">
/// 1 - candidate / baseline: how much less FN, as a share; of other metrics it is not computed. Its interval excludes 0 when and only when that of the
/// difference does.
/// </param>
public readonly record struct Comparison(Estimate Difference, Estimate Bootstrap, Estimate Reduction);
