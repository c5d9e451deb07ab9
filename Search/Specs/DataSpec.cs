using System.Collections.Immutable;

namespace ActorSearch.Search.Specs;

/// <summary>Where the samples come from, which labels are the costly class, and how they are split.</summary>
public sealed record DataSpec
{
    public required DataKind Kind { get; init; }

    /// <summary>File or folder; null for <see cref="DataKind.SyntheticCracks"/>. Never part of a hash: the contents' fingerprint is.</summary>
    public string? Path { get; init; }

    /// <summary>Labels that make up the costly class (y = 1); at least one.</summary>
    public required ImmutableArray<string> Positive { get; init; }

    /// <summary>Side in pixels that images are scaled to; null = as they are (all must then agree).</summary>
    public int? ImageSize { get; init; }

    /// <summary>Shares of the splits. Where the files bring splits (npz, idx) these are used and null is right; a missing validation split is taken from train.</summary>
    public SplitSpec? Split { get; init; }

    public long SplitSeed { get; init; }

    /// <summary>CSV column, or column of `labels.csv` beside the images, whose equal values stay in one split.</summary>
    public string? Group { get; init; }

    public AugmentSpec Augment { get; init; } = new();
    public CsvSpec Csv { get; init; } = new();
    public SyntheticSpec Synthetic { get; init; } = new();
}

/// <summary>Shares of train, validation and test; they sum to 1.</summary>
public sealed record SplitSpec
{
    public double Train { get; init; } = 0.7;
    public double Validation { get; init; } = 0.15;
    public double Test { get; init; } = 0.15;
}

/// <summary>Random changes to training images; everything off by default.</summary>
public sealed record AugmentSpec
{
    public bool FlipHorizontal { get; init; }
    public bool FlipVertical { get; init; }

    /// <summary>Largest rotation to either side, degrees.</summary>
    public double Rotation { get; init; }

    /// <summary>Pixels of reflected border added on each side before a crop back to the size.</summary>
    public int Crop { get; init; }

    /// <summary>Largest change of brightness, as a share of the full range.</summary>
    public double Brightness { get; init; }

    /// <summary>Largest relative change of contrast about the image's mean.</summary>
    public double Contrast { get; init; }
}

/// <summary>How a CSV file is read.</summary>
public sealed record CsvSpec
{
    public bool Header { get; init; }

    /// <summary>`first`, `last`, a 0-based position, or a column name (with a header).</summary>
    public string Label { get; init; } = "last";

    /// <summary>Columns (names or 0-based positions) that are not features.</summary>
    public ImmutableArray<string> Drop { get; init; } = [];

    /// <summary>Values that stand for "missing"; such a feature takes its column's train median. Any other text is an error.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    public char Separator { get; init; } = ',';
}

/// <summary>The procedural concrete texture with rare cracks (`synthetic-cracks`).</summary>
public sealed record SyntheticSpec
{
    /// <summary>Side in pixels of the smallest and of the largest drawing.</summary>
    public const int LeastSize = 16, MostSize = 1024;

    public int Samples { get; init; } = 2000;

    /// <summary>Share of samples with a crack, in (0, 1).</summary>
    public double PositiveShare { get; init; } = 0.1;

    public long Seed { get; init; } = 1;
}
