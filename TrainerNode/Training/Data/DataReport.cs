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
    Normalisation Normalisation)
{
    /// <summary>The report as plain lines of text.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"source       {Source}";
        yield return $"fingerprint  {Fingerprint}";
        yield return $"shape        {string.Join(" x ", Shape)}";
        yield return $"labels       {string.Join(", ", Labels.Take(20).Select(label => $"{label.Label} ({label.Samples})"))}{(Labels.Length > 20 ? $" and {Labels.Length - 20} more" : "")}";
        if (Groups is { } groups) yield return $"groups       {groups}";
        foreach (var split in Splits)
            yield return string.Create(CultureInfo.InvariantCulture, $"{SplitName(split.Split),-12} {split.Positives + split.Negatives} samples: {split.Positives} positive ({100.0 * split.Positives / (split.Positives + split.Negatives):F1} %), {split.Negatives} negative; {split.Duplicates} repeated");
        foreach (var (first, second, samples) in Between) yield return $"copies       {samples} samples of {SplitName(first)} are also in {SplitName(second)}";
        if (DroppedFromTrain > 0) yield return $"left out     {DroppedFromTrain} train samples, because validation or test holds a copy";
        if (ConflictingLabels > 0) yield return $"conflicts    {ConflictingLabels} samples have features that occur under both classes";
        foreach (var (column, samples) in Missing) yield return $"missing      {samples} values in column {column}";
        for (var i = 0; i < Math.Min(Normalisation.Mean.Length, 10); i++)
            yield return string.Create(CultureInfo.InvariantCulture, $"normalise    {(Shape.Length == 3 ? "channel" : "feature")} {i}: mean {Normalisation.Mean[i]:G6}, sd {Normalisation.StandardDeviation[i]:G6}");
        if (Normalisation.Mean.Length > 10) yield return $"normalise    and {Normalisation.Mean.Length - 10} more features";
    }

    private static string SplitName(Split split) => Splitting.SplitPlan.Name(split);
}

/// <param name="Duplicates">Samples whose features an earlier sample of the same split has.</param>
public sealed record SplitCounts(Split Split, int Negatives, int Positives, int Duplicates);

public sealed record LabelCount(string Label, int Samples);

/// <param name="Samples">Samples of the first split whose features the second holds too.</param>
public sealed record SharedSamples(Split First, Split Second, int Samples);

/// <param name="Column">Name or 0-based position.</param>
public sealed record MissingValues(string Column, int Samples);
