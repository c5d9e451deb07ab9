using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>Where the samples come from, which labels are the costly class, and how they are split.</summary>
public sealed record DataSpec
{
    private const string LabelExpected = "a label of the costly class";
    private const int MostSide = 4096, UsualSide = 64;

    private static readonly Value<ImmutableArray<string>> Labels = new("a label, or a list of labels (*set*)", (data, item, key) =>
        item is YamlList ? Texts("[malignant, suspicious]", LabelExpected, "").Read(data, item, key)
        : data.Text(item, key, LabelExpected) is { } label ? ImmutableArray.Create(label) : null);

    private static readonly Only Pictures = Of(DataKind.Npz, DataKind.Images, DataKind.Idx, DataKind.SyntheticCracks);
    private static readonly Value<int?> Side = new(
        $"1 to {MostSide} (`synthetic-cracks`: {SyntheticSpec.LeastSize} to {SyntheticSpec.MostSize})", (data, item, key) =>
        {
            var (least, most) = IsSynthetic(data.Search.Data) ? (SyntheticSpec.LeastSize, SyntheticSpec.MostSize) : (1, MostSide);
            return (int?)data.Whole(item, key, least, most, UsualSide);
        });

    internal static KeysOf<DataSpec> Keys { get; } = new KeysOf<DataSpec>()
        .Add(d => d.Kind, OneOf<DataKind>(), decides: true)
        .Add(d => d.Path, Text("a file or folder", "text"), required: "the file or folder with the data", changes: Changes.Contents,
            only: Of([.. Enum.GetValues<DataKind>().Where(kind => kind != DataKind.SyntheticCracks)]))
        .Add(d => d.Positive, Labels, required: LabelExpected + ", or a list of them", unless: IsSynthetic,
            fallback: d => IsSynthetic(d) ? ["crack"] : [], standard: "required; `crack` for `synthetic-cracks`")
        .Add(d => d.ImageSize, Side, required: "the side in pixels that images are scaled to, for example 64",
            unless: d => d.Kind != DataKind.Images, fallback: d => IsSynthetic(d) ? UsualSide : null, standard: "see below",
            only: Pictures)
        .Mapping(d => d.Split, "{ train: 0.7, validation: 0.15, test: 0.15 }", fallback: d => d.Kind is DataKind.Npz or DataKind.Idx ? null : new SplitSpec(),
            standard: "see below")
        .Add(d => d.SplitSeed, Long(0, long.MaxValue, 0))
        .Add(d => d.Group, Text("the name of a column", "name or position of a column"), only: Of(DataKind.Csv, DataKind.Images))
        .Mapping(d => d.Augment, "{ flip_horizontal: true, rotation: 10 }", standard: "all off",
            only: Pictures)
        .Beside(d => d.Csv, Of(DataKind.Csv))
        .Beside(d => d.Synthetic, Of(DataKind.SyntheticCracks));

    /// <summary>The format of the data, see below.</summary>
    public required DataKind Kind { get; init; }

    /// <summary>The file, or the folder of `images` and `idx`.</summary>
    public string? Path { get; init; }

    /// <summary>The labels of the costly class, y = 1.</summary>
    public required ImmutableArray<string> Positive { get; init; } = [];

    /// <summary>Side in pixels after scaling.</summary>
    public int? ImageSize { get; init; }

    /// <summary>The share of samples in each split.</summary>
    public SplitSpec? Split { get; init; }

    /// <summary>Seed of the splits; the search seed never affects them.</summary>
    public long SplitSeed { get; init; }

    /// <summary>Samples with equal values in this column stay in one split.</summary>
    public string? Group { get; init; }

    /// <summary>Random changes to training images.</summary>
    public AugmentSpec Augment { get; init; } = new();

    /// <summary>How a CSV file is read.</summary>
    public CsvSpec Csv { get; init; } = new();

    /// <summary>What is drawn.</summary>
    public SyntheticSpec Synthetic { get; init; } = new();

    private static bool IsSynthetic(DataSpec data) => data.Kind == DataKind.SyntheticCracks;

    private static Only Of(params DataKind[] kinds) => Only.With("kind", (DataSpec d) => d.Kind, true, kinds);
}
