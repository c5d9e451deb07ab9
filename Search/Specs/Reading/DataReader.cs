using System.Collections.Immutable;
using System.Globalization;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Reads `data`.</summary>
internal static class DataReader
{
    private const string Example = "{ kind: images, path: ./crack, positive: Positive, image_size: 64 }";

    /// <summary>Keys that only some kinds have.</summary>
    private static readonly (string Key, DataKind[] Kinds)[] Belongs =
    [
        ("path", [DataKind.Npz, DataKind.Csv, DataKind.Images, DataKind.Idx]),
        ("image_size", [DataKind.Npz, DataKind.Images, DataKind.Idx, DataKind.SyntheticCracks]),
        ("group", [DataKind.Csv, DataKind.Images]),
        ("augment", [DataKind.Npz, DataKind.Images, DataKind.Idx, DataKind.SyntheticCracks]),
        ("header", [DataKind.Csv]), ("label", [DataKind.Csv]), ("drop", [DataKind.Csv]), ("missing", [DataKind.Csv]), ("separator", [DataKind.Csv]),
        ("samples", [DataKind.SyntheticCracks]), ("positive_share", [DataKind.SyntheticCracks]), ("seed", [DataKind.SyntheticCracks]),
    ];

    public static DataSpec? Read(Section root)
    {
        if (root.Require("data", Example) is not { } item || root.Sub(item, "data", Example) is not { } data) return null;
        if (data.Require("kind", "one of " + string.Join(", ", KindNames.All<DataKind>())) is not { } kindItem || data.Kind<DataKind>(kindItem, "kind") is not { } kind) return null;

        foreach (var (key, kinds) in Belongs)
        {
            if (kinds.Contains(kind)) continue;
            if (data.Has(key)) data.Refuse(key, $"does not belong to kind {kind.Name()}, but to {string.Join(", ", kinds.Select(k => k.Name()))}");
        }

        var synthetic = kind == DataKind.SyntheticCracks;
        var spec = new DataSpec
        {
            Kind = kind,
            Path = !synthetic && data.Require("path", "the file or folder with the data") is { } path ? data.Text(path, "path", "a file or folder") : null,
            Positive = Positive(data, synthetic),
            ImageSize = ImageSize(data, kind),
            Split = Split(data) ?? (kind is DataKind.Npz or DataKind.Idx ? null : new SplitSpec()),
            SplitSeed = data.Long("split_seed", 0, 0, long.MaxValue, 0),
            Group = kind is DataKind.Csv or DataKind.Images && data.Take("group") is { } group ? data.Text(group, "group", "the name of a column") : null,
            Augment = kind != DataKind.Csv ? Augment(data) : new AugmentSpec(),
            Csv = kind == DataKind.Csv ? Csv(data) : new CsvSpec(),
            Synthetic = synthetic ? Synthetic(data) : new SyntheticSpec(),
        };
        foreach (var (key, _) in Belongs) data.Take(key);
        data.Done();
        return spec;
    }

    private static ImmutableArray<string> Positive(Section data, bool synthetic)
    {
        const string Expected = "a label of the costly class";
        var item = synthetic ? data.Take("positive") : data.Require("positive", Expected + ", or a list of them");
        return item switch
        {
            null => synthetic ? ["crack"] : [],
            YamlList => data.Texts(item, "positive", "[malignant, suspicious]", Expected),
            _ => data.Text(item, "positive", Expected) is { } label ? [label] : [],
        };
    }

    private static int? ImageSize(Section data, DataKind kind)
    {
        const int Most = 4096, Example = 64;
        if (kind == DataKind.Csv) return null;
        if (kind == DataKind.SyntheticCracks) return data.Int("image_size", Example, SyntheticSpec.LeastSize, SyntheticSpec.MostSize, Example);
        var item = kind == DataKind.Images ? data.Require("image_size", "the side in pixels that images are scaled to, for example 64") : data.Take("image_size");
        return item is null ? null : (int?)data.Whole(item, "image_size", 1, Most, Example);
    }

    private static SplitSpec? Split(Section data)
    {
        if (data.Sub("split", "{ train: 0.7, validation: 0.15, test: 0.15 }") is not { } split) return null;
        double? Share(string key) => split.Require(key, Range.Share.What) is { } item ? split.Number(item, key, Range.Share) : null;
        var (train, validation, test) = (Share("train"), Share("validation"), Share("test"));
        split.Done();
        if (train is not { } a || validation is not { } b || test is not { } c) return null;
        var sum = (decimal)a + (decimal)b + (decimal)c;
        if (Math.Abs(sum - 1) > 1e-9m)
            split.Problems.Add(split.Map, data.Full("split"), string.Create(CultureInfo.InvariantCulture, $"the shares sum to {sum}, not to 1"));
        return new SplitSpec { Train = a, Validation = b, Test = c };
    }

    private static AugmentSpec Augment(Section data)
    {
        if (data.Sub("augment", "{ flip_horizontal: true, rotation: 10 }") is not { } augment) return new AugmentSpec();
        var spec = new AugmentSpec
        {
            FlipHorizontal = augment.Bool("flip_horizontal", false),
            FlipVertical = augment.Bool("flip_vertical", false),
            Rotation = augment.Number("rotation", 0, Range.From0(180, "10")),
            Crop = augment.Int("crop", 0, 0, 1024, 4),
            Brightness = augment.Number("brightness", 0, Range.From0(1, "0.1")),
            Contrast = augment.Number("contrast", 0, Range.From0(1, "0.1")),
        };
        augment.Done();
        return spec;
    }

    private static CsvSpec Csv(Section data)
    {
        var header = data.Bool("header", false);
        var label = data.Take("label") is { } item ? data.Text(item, "label", "`first`, `last`, a position from 0, or a column name") ?? "last" : "last";
        if (!header && label is not ("first" or "last") && !IsPosition(label))
            data.Problems.Add(data.Map.Find("label")!, data.Full("label"), $"{label} names a column, but without `header: true` there are only positions: `first`, `last` or a number from 0");
        var drop = data.Take("drop") is { } dropped ? data.Texts(dropped, "drop", "[0]", "a column's name or position") : [];
        if (!header && drop.FirstOrDefault(column => !IsPosition(column)) is { } named)
            data.Problems.Add(data.Map.Find("drop")!, data.Full("drop"), $"{named} names a column, but without `header: true` there are only positions from 0");
        return new CsvSpec
        {
            Header = header,
            Label = label,
            Drop = drop,
            Missing = data.Take("missing") is { } missing ? data.Texts(missing, "missing", "[\"?\", NA]", "a text that stands for a missing value") : [],
            Separator = Separator(data),
        };
    }

    private static bool IsPosition(string column) => int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static char Separator(Section data)
    {
        if (data.Take("separator") is not { } item) return ',';
        if (item is YamlScalar { Text: "tab" }) return '\t';
        if (item is YamlScalar { Text: [var c] } && c is not ('"' or '\r' or '\n') && !char.IsLetterOrDigit(c) && !char.IsSurrogate(c)) return c;
        data.Problems.Add(item, data.Full("separator"), $"{item.Shown} is not one character between values, for example \";\" or tab");
        return ',';
    }

    private static SyntheticSpec Synthetic(Section data) => new()
    {
        Samples = data.Int("samples", 2000, 20, 10_000_000, 2000),
        PositiveShare = data.Number("positive_share", 0.1, Range.Share),
        Seed = data.Long("seed", 1, 0, long.MaxValue, 1),
    };
}
