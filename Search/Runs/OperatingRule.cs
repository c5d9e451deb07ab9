using static System.FormattableString;

namespace ActorSearch.Search.Runs;

/// <summary>How an operating point that every evaluation has, besides the search's own, gets its threshold.</summary>
/// <param name="MaxFpr">Chosen on validation for at most this false-positive rate; null = the fixed threshold 0.5.</param>
public sealed record OperatingRule(double? MaxFpr)
{
    /// <summary>The fixed threshold 0.5.</summary>
    public static OperatingRule Half { get; } = new((double?)null);

    /// <summary>At most 5 % false positives: where reports and plots compare.</summary>
    public static OperatingRule Fpr5 { get; } = new(0.05);

    /// <summary>The one list of them. Append only: records have their values in this order, older records those of the first rules.</summary>
    public static ImmutableArray<OperatingRule> All { get; } = [Half, new(0.01), Fpr5, new(0.10)];

    /// <summary>Of the rules with a false-positive rate, those rates.</summary>
    public static ImmutableArray<double> Rates { get; } = [.. All.Select(rule => rule.MaxFpr).OfType<double>()];

    /// <summary>In records: `atHalf`, `atFpr5`.</summary>
    public string Key => MaxFpr is { } rate ? Invariant($"atFpr{100 * rate:0.##}") : "atHalf";

    /// <summary>The rate in files: `0.05`, `0.10`.</summary>
    public string Rate => MaxFpr is { } rate ? rate.ToString("0.00##", CultureInfo.InvariantCulture) : "";

    /// <summary>For people: `threshold 0.5`, `5 % false positives`.</summary>
    public string Title => MaxFpr is { } rate ? Invariant($"{100 * rate:0.##} % false positives") : "threshold 0.5";
}
