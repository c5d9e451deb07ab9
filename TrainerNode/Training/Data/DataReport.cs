using ActorSearch.TrainerNode.Training.Data.Sources;
using ActorSearch.TrainerNode.Training.Data.Splitting;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>What a data specification turned into: the content of `actorsearch data FILE`.</summary>
/// <param name="Shape">[channels, height, width] or [features].</param>
/// <param name="Splits">Indexed by <see cref="Split"/>.</param>
/// <param name="Labels">Samples per label text, most frequent first, over the whole source.</param>
/// <param name="Groups">Groups that the group column makes; null = no such column.</param>
/// <param name="Between">Pairs of splits that share features; after train's copies were left out.</param>
/// <param name="DroppedFromTrain">Train samples left out because validation or test holds a copy (given splits only).</param>
/// <param name="ConflictingLabels">Samples whose features also occur under the other class.</param>
/// <param name="Missing">Columns with missing values.</param>
public sealed record DataReport(
    string Source,
    string Fingerprint,
    ImmutableArray<int> Shape,
    ImmutableArray<SplitCounts> Splits,
    ImmutableArray<LabelCount> Labels,
    int? Groups,
    ImmutableArray<SharedSamples> Between,
    int DroppedFromTrain,
    int ConflictingLabels,
    ImmutableArray<MissingValues> Missing,
    Normalization Normalization)
{
    /// <summary>The report as plain lines of text.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"source       {Source}";
        yield return $"fingerprint  {Fingerprint}";
        yield return $"shape        {string.Join(" x ", Shape)}";
        yield return $"labels       {LabelText.List([.. Labels.Select(label => $"{label.Label} ({label.Samples})")])}";
        if (Groups is { } groups) yield return $"groups       {groups}";
        foreach (var (split, negatives, positives, duplicates) in Splits)
        {
            var (all, share) = (positives + negatives, 100.0 * positives / (positives + negatives));
            yield return $"{SplitPlan.Name(split),-12} {all} samples: {positives} positive ({share:F1} %), {negatives} negative; {duplicates} repeated";
        }
        foreach (var (first, second, samples) in Between)
            yield return $"copies       {samples} samples of {SplitPlan.Name(first)} are also in {SplitPlan.Name(second)}";
        if (DroppedFromTrain > 0) yield return $"left out     {DroppedFromTrain} train samples, because validation or test holds a copy";
        if (ConflictingLabels > 0) yield return $"conflicts    {ConflictingLabels} samples have features that occur under both classes";
        foreach (var (column, samples) in Missing) yield return $"missing      {samples} values in column {column}";
        var (means, what) = (Normalization.Mean, Shape.Length == 3 ? "channel" : "feature");
        for (var i = 0; i < Math.Min(means.Length, 10); i++)
            yield return $"normalise    {what} {i}: mean {means[i]:G6}, sd {Normalization.StandardDeviation[i]:G6}";
        if (means.Length > 10) yield return $"normalise    and {means.Length - 10} more features";
    }
}

/// <summary>The samples of one split.</summary>
/// <param name="Duplicates">Samples whose features an earlier sample of the same split has.</param>
public sealed record SplitCounts(Split Split, int Negatives, int Positives, int Duplicates);

/// <summary>Samples with one label text.</summary>
public sealed record LabelCount(string Label, int Samples);

/// <summary>Samples that two splits share.</summary>
/// <param name="Samples">Samples of the first split whose features the second holds too.</param>
public sealed record SharedSamples(Split First, Split Second, int Samples);

/// <summary>Values that a column lacks.</summary>
/// <param name="Column">Name or 0-based position.</param>
public sealed record MissingValues(string Column, int Samples);
