using System.Security.Cryptography;
using ActorSearch.TrainerNode.Training.Data;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class SyntheticTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly DataSpec Spec = new()
    {
        Kind = DataKind.SyntheticCracks,
        Positive = ["crack"],
        Synthetic = new() { Samples = 300, PositiveShare = 0.2 },
    };

    private LoadedDataset Open(DataSpec spec, string cache = "cache") => Datasets.Open(spec, _folder[cache]);

    private static float[] All(LoadedDataset data)
    {
        var values = new float[data.Labels(Split.Train).Length * data.SampleShape[1] * data.SampleShape[2]];
        data.Fill(Split.Train, [.. Enumerable.Range(0, data.Labels(Split.Train).Length)], values);
        return values;
    }

    [Fact]
    public void The_share_of_cracks_is_the_one_asked_for()
    {
        using var data = Open(Spec);
        Assert.Equal([1, 64, 64], data.SampleShape);
        Assert.Equal([new LabelCount("intact", 240), new LabelCount("crack", 60)], data.Report.Labels);
        Assert.Equal(0, data.Report.Splits.Sum(split => split.Duplicates));
    }

    [Fact]
    public void The_seed_decides_every_pixel_and_nothing_else_does()
    {
        using var data = Open(Spec);
        using (var again = Open(Spec, "elsewhere")) Assert.Equal(All(data), All(again));
        using var other = Open(Spec with { Synthetic = Spec.Synthetic with { Seed = 2 } });
        Assert.NotEqual(All(data), All(other));
        Assert.NotEqual(data.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public void The_drawing_is_the_released_one()
    {
        // The fingerprint only covers the options: a change of a pixel must raise the generator's version, and then this hash.
        Open(Spec).Dispose();
        var pixels = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder.Cache))).AsSpan(64);
        Assert.StartsWith("a259f2cbff874ec9", Convert.ToHexStringLower(SHA256.HashData(pixels)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_crack_is_dark_and_the_brightness_of_the_whole_image_does_not_give_it_away()
    {
        // A detector that only knows an image's mean must stay far from certain: the AUC of "darker mean = crack".
        using var data = Open(Spec with { Synthetic = new() { Samples = 1000, PositiveShare = 0.3 } });
        var means = All(data).Chunk(64 * 64).Select(image => (double)image.Average()).ToArray();
        var labels = data.Labels(Split.Train).ToArray();
        var (cracks, intact) = (means.Where((_, i) => labels[i] == 1).ToArray(), means.Where((_, i) => labels[i] == 0).ToArray());
        var auc = cracks.Average(crack => intact.Average(other => crack < other ? 1.0 : crack == other ? 0.5 : 0));
        Assert.InRange(auc, 0.5, 0.75);
    }

    [Fact]
    public void Impossible_options_are_told_in_one_line()
    {
        string Told(DataSpec spec) => TestFolder.BadInput(() => Open(spec));
        Assert.Contains("data.synthetic.samples: 0", Told(Spec with { Synthetic = new() { Samples = 0 } }), StringComparison.Ordinal);
        Assert.Contains("data.synthetic.positive_share: 1", Told(Spec with { Synthetic = new() { PositiveShare = 1 } }), StringComparison.Ordinal);
        Assert.Contains("draws 16 to 1024 pixels", Told(Spec with { ImageSize = 8 }), StringComparison.Ordinal);
        Assert.Contains("its labels are 'intact' (240), 'crack' (60)", Told(Spec with { Positive = ["Crack"] }), StringComparison.Ordinal);
        Assert.Contains("data.group: only csv and images have groups", Told(Spec with { Group = "x" }), StringComparison.Ordinal);
    }
}
