using ActorSearch.TrainerNode.Training.Data;
using SkiaSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class ImagesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static DataSpec Spec(string path, int? size = null) => new() { Kind = DataKind.Images, Path = path, Positive = ["yes"], ImageSize = size };

    private LoadedDataset Open(DataSpec spec) => Datasets.Open(spec, _folder.Cache);

    private static byte[][] Raw(LoadedDataset data, Split split)
    {
        var (size, plane) = (data.SampleShape[0] * data.SampleShape[1] * data.SampleShape[2], data.SampleShape[1] * data.SampleShape[2]);
        var values = new float[size * data.Labels(split).Length];
        data.Fill(split, [.. Enumerable.Range(0, data.Labels(split).Length)], values);
        var (mean, deviation) = (data.Normalization.Mean, data.Normalization.StandardDeviation);
        return [.. values.Select((value, i) => (byte)Math.Round((value * deviation[i % size / plane] + mean[i % size / plane]) * 255)).Chunk(size)];
    }

    [Fact]
    public void Png_pixels_come_back_exactly_channel_by_channel_in_the_order_of_their_names()
    {
        using var data = Open(Spec(_folder.Classes("set")));
        Assert.Equal([3, 8, 8], data.SampleShape);
        var all = Enum.GetValues<Split>().SelectMany(split => Raw(data, split).Zip(data.Labels(split).ToArray())).ToArray();
        Assert.Equal(40, all.Length);
        foreach (var (pixels, label) in all)
        {
            var n = pixels[0] / 6;
            Assert.Equal(n < 16 ? 1 : 0, label);
            for (var i = 0; i < 64; i++) Assert.Equal((6 * n, (byte)(i % 8 * 20), (byte)(i / 8 * 20 + n)), (pixels[i], pixels[64 + i], pixels[128 + i]));
        }
        // `no` sorts before `yes`, and within a split the order is the source's.
        Assert.True(data.Labels(Split.Train).ToArray().SequenceEqual(data.Labels(Split.Train).ToArray().Order()));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    public void Gray_images_have_one_channel_and_one_color_image_makes_all_three(string type)
    {
        var path = _folder.Classes("set", gray: true, type: type);
        using (var gray = Open(Spec(path))) Assert.Equal([1, 8, 8], gray.SampleShape);
        _folder.Image("set/yes/zz.png", 8, 8, (x, _) => new SKColor((byte)(30 * x), 0, 90));
        using var mixed = Open(Spec(path));
        Assert.Equal([3, 8, 8], mixed.SampleShape);
    }

    [Fact]
    public void Scaling_takes_the_mean_of_the_area()
    {
        for (var i = 0; i < 40; i++)
        {
            var n = i;
            _folder.Image($"set/{(i < 20 ? "yes" : "no")}/{i}.png", 6, 4, (x, y) => new SKColor((byte)(10 * x + n), (byte)(10 * x + n), (byte)(10 * x + n)));
        }
        using var data = Open(Spec(_folder["set"], size: 2));
        Assert.Equal([1, 2, 2], data.SampleShape);
        foreach (var pixels in Raw(data, Split.Train)) Assert.Equal([pixels[0], pixels[0] + 30, pixels[0], pixels[0] + 30], pixels.Select(p => (int)p));
    }

    [Fact]
    public void Labels_csv_names_files_labels_and_groups()
    {
        for (var i = 0; i < 60; i++)
        {
            var n = i;
            _folder.Image($"set/deep/{i}.png", 4, 4, (x, _) => new SKColor((byte)(n * 4), (byte)x, 7));
        }
        var lines = Enumerable.Range(0, 60).Select(i => $"deep/{i}.png,{(i / 3 % 2 == 0 ? "'yes'" : "no")},p{i / 3}\n");
        _folder.Text("set/labels.csv", "file,label,photo\n" + string.Concat(lines));
        using var data = Open(Spec(_folder["set"]) with { Group = "photo" });
        Assert.Equal(20, data.Report.Groups);
        foreach (var split in Enum.GetValues<Split>())
            foreach (var photo in Raw(data, split).GroupBy(pixels => pixels[0] / 12)) Assert.Equal(3, photo.Count());
    }

    [Fact]
    public void Bad_folders_are_told_in_one_line()
    {
        var set = _folder.Classes("set");
        string Told(string? group = null, int? size = null) => TestFolder.BadInput(() => Open(Spec(set, size) with { Group = group }));
        void With(string name, string text, string expected)
        {
            var file = _folder.Text($"set/{name}", text);
            Assert.Contains(expected, Told(), StringComparison.Ordinal);
            File.Delete(file);
        }
        With("yes/notes.txt", "x", "notes.txt: is no .jpg, .jpeg or .png file");
        With("stray.png", "x", "stray.png: lies beside the class folders");
        With("no/broken.png", "x", "broken.png: is damaged or not a JPEG or PNG image");
        With("labels.csv", "file,label\nyes/00.png,yes\nno/99.png,no\n", "line 3: there is no file 'no/99.png'");
        With("labels.csv", "file,label\nyes/00.png,yes\nyes/00.png,no\n", "'yes/00.png' occurs twice");
        With("labels.csv", "file,label\n../x.png,yes\n", "is not a path below the folder");
        With("labels.csv", "file,class\nyes/00.png,yes\n", "has no column 'label'");
        Assert.Contains("has no labels.csv; expected one with the columns file, label and photo", Told("photo"), StringComparison.Ordinal);
        _folder.Image("set/yes/big.png", 9, 8, (_, _) => SKColors.Red);
        Assert.Contains("big.png: is 9 x 8 pixels, the first image 8 x 8; set data.image_size", Told(), StringComparison.Ordinal);
        Assert.Contains("data.image_size: 0", Told(size: 0), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("holds no images", TestFolder.BadInput(() => Open(Spec(_folder["empty"]))), StringComparison.Ordinal);
        Assert.Contains("does not exist; expected a folder", TestFolder.BadInput(() => Open(Spec(_folder["nowhere"]))), StringComparison.Ordinal);
    }

    [Fact]
    public void Manifests_hidden_files_and_notes_beside_the_classes_are_no_samples()
    {
        var set = _folder.Classes("set");
        foreach (var name in new[] { "MANIFEST.csv", "SOURCE.txt", "yes/.thumbs", ".git/x.png", "no/MANIFEST" }) _folder.Text($"set/{name}", "x");
        using var data = Open(Spec(set));
        Assert.Equal(40, data.Report.Labels.Sum(label => label.Samples));
    }

    [Theory]
    [InlineData("png", 0.6)]
    [InlineData("png", 0.95)]
    [InlineData("jpg", 0.6)]
    [InlineData("jpg", 0.97)]
    public void An_image_that_was_cut_off_is_refused_by_name(string type, double kept)
    {
        var set = _folder.Classes("set", 32, 32, type: type);
        var file = _folder[$"set/no/30.{type}"];
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(int)(bytes.Length * kept)]);
        Assert.Contains($"30.{type}: is damaged", TestFolder.BadInput(() => Open(Spec(set))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_png_with_a_flipped_bit_is_refused_by_name()
    {
        var set = _folder.Classes("set", 32, 32);
        var file = _folder["set/no/30.png"];
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(file, bytes);
        Assert.Contains("30.png: is damaged", TestFolder.BadInput(() => Open(Spec(set))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_follows_contents_and_names_but_not_the_place()
    {
        var (first, second) = (_folder.Classes("a"), _folder.Classes("b"));
        using var a = Open(Spec(first));
        using (var b = Open(Spec(second))) Assert.Equal(a.Fingerprint, b.Fingerprint);
        File.Move(_folder["b/no/39.png"], _folder["b/no/40.png"]);
        using (var renamed = Open(Spec(second))) Assert.NotEqual(a.Fingerprint, renamed.Fingerprint);
        File.Move(_folder["b/no/40.png"], _folder["b/no/39.png"]);
        _folder.Image("b/no/39.png", 8, 8, (_, _) => SKColors.Blue);
        using var changed = Open(Spec(second));
        Assert.NotEqual(a.Fingerprint, changed.Fingerprint);
    }
}
