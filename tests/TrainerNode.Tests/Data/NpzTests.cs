using System.IO.Compression;
using ActorSearch.TrainerNode.Training.Data;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class NpzTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private LoadedDataset Open(string path, params string[] positive) =>
        Datasets.Open(new DataSpec { Kind = DataKind.Npz, Path = path, Positive = positive.Length == 0 ? ["1"] : [.. positive] }, _folder.Cache);

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void The_given_splits_are_used_with_their_labels_and_pixels(CompressionLevel level)
    {
        using var data = Open(_folder.Npz("a.npz", level, TestFolder.MedMnist()));
        Assert.Equal([1, 4, 4], data.SampleShape);
        Assert.Equal((20, 6, 6), (data.Labels(Split.Train).Length, data.Labels(Split.Validation).Length, data.Labels(Split.Test).Length));
        Assert.Equal([0, 1, 0, 1, 0, 1], data.Labels(Split.Test).ToArray());
        // Pixels 0 .. 19 in train: mean 9.5, variance (20^2 - 1) / 12.
        Assert.Equal(9.5 / 255, data.Normalization.Mean[0], 1e-7);
        Assert.Equal(Math.Sqrt(399 / 12.0) / 255, data.Normalization.StandardDeviation[0], 1e-7);
        var values = new float[2 * 16];
        data.Fill(Split.Validation, [3, 0], values);
        Assert.All(values[..16], value => Assert.Equal((23 / 255.0 - 9.5 / 255) / (Math.Sqrt(399 / 12.0) / 255), value, 1e-5));
        Assert.All(values[16..], value => Assert.Equal((20 - 9.5) / Math.Sqrt(399 / 12.0), value, 1e-5));
    }

    [Fact]
    public void Color_images_become_channel_first()
    {
        var arrays = TestFolder.MedMnist();
        for (var part = 0; part < 3; part++)
        {
            var count = part == 0 ? 20 : 6;
            var pixels = Enumerable.Range(0, count * 4).SelectMany(i => new[] { (byte)(10 * part + i / 4), (byte)(100 + i % 4), (byte)200 }).ToArray();
            arrays[2 * part] = (arrays[2 * part].Item1, TestFolder.Npy("|u1", [count, 2, 2, 3], pixels));
        }
        using var data = Open(_folder.Npz("c.npz", CompressionLevel.Optimal, arrays));
        Assert.Equal([3, 2, 2], data.SampleShape);
        var values = new float[12];
        data.Fill(Split.Train, [7], values);
        var raw = values
            .Select((value, i) => Math.Round((value * data.Normalization.StandardDeviation[i / 4] + data.Normalization.Mean[i / 4]) * 255)).ToArray();
        Assert.Equal([7, 7, 7, 7, 100, 101, 102, 103, 200, 200, 200, 200], raw);
        Assert.Equal(1, data.Normalization.StandardDeviation[2]); // a constant channel
    }

    [Theory]
    [InlineData("<i2", 1)]
    [InlineData(">i4", 2)]
    [InlineData("<f4", 3)]
    [InlineData(">f8", 1)]
    [InlineData("|u1", 2)]
    public void Types_byte_orders_and_versions_of_arrays_give_the_same_pixels(string type, int version)
    {
        var arrays = TestFolder.MedMnist();
        byte[] Number(int n)
        {
            var bytes = type[1..] switch
            {
                "i2" => BitConverter.GetBytes((short)n),
                "i4" => BitConverter.GetBytes(n),
                "f4" => BitConverter.GetBytes((float)n),
                "f8" => BitConverter.GetBytes((double)n),
                _ => [(byte)n],
            };
            if (type[0] == '>') Array.Reverse(bytes);
            return bytes;
        }
        using var plain = Open(_folder.Npz("plain.npz", CompressionLevel.Optimal, arrays));
        arrays[0] = (arrays[0].Item1, TestFolder.Npy(type, [20, 4, 4], [.. Enumerable.Range(0, 320).SelectMany(i => Number(i / 16))], version));
        arrays[1] = (arrays[1].Item1, TestFolder.Npy(type, [20], [.. Enumerable.Range(0, 20).SelectMany(i => Number(i % 2))], version));
        using var typed = Open(_folder.Npz("typed.npz", CompressionLevel.Optimal, arrays));
        Assert.Equal(plain.Normalization.Mean, typed.Normalization.Mean);
        Assert.Equal(plain.Labels(Split.Train).ToArray(), typed.Labels(Split.Train).ToArray());
        Assert.NotEqual(plain.Fingerprint, typed.Fingerprint);
    }

    [Fact]
    public void A_train_copy_of_a_validation_or_test_sample_is_dropped_and_said()
    {
        var arrays = TestFolder.MedMnist();
        var images = arrays[0].Item2;
        images.AsSpan(images.Length - 16).Fill(20); // the last train image = the first of validation
        images.AsSpan(images.Length - 32, 16).Fill(26); // the one before = the first of test
        var said = new List<string>();
        using var data = Datasets.Open(new DataSpec { Kind = DataKind.Npz, Path = _folder.Npz("d.npz", CompressionLevel.Optimal, arrays), Positive = ["1"] },
            _folder.Cache, said.Add, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(18, data.Labels(Split.Train).Length);
        Assert.Equal(6, data.Labels(Split.Validation).Length);
        Assert.Equal(2, data.Report.DroppedFromTrain);
        Assert.Equal(2, data.Report.ConflictingLabels); // train sample 19 is labelled 1, validation sample 0 is labelled 0
        Assert.Empty(data.Report.Between);
        Assert.Contains("2 train samples are left out", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_scaled_where_a_size_is_asked_for()
    {
        var arrays = TestFolder.MedMnist();
        // Left half 100, right half 200 + the sample's number.
        arrays[0] = (arrays[0].Item1, TestFolder.Npy("|u1", [20, 4, 4], [.. Enumerable.Range(0, 320).Select(i => (byte)(i % 4 < 2 ? 100 : 200 + i / 16))]));
        var spec = new DataSpec { Kind = DataKind.Npz, Path = _folder.Npz("s.npz", CompressionLevel.Optimal, arrays), Positive = ["1"], ImageSize = 2 };
        using var data = Datasets.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 2], data.SampleShape);
        var values = new float[4];
        data.Fill(Split.Train, [7], values);
        Assert.Equal([100, 207, 100, 207], values.Select(v => Math.Round((v * data.Normalization.StandardDeviation[0] + data.Normalization.Mean[0]) * 255)));
    }

    [Fact]
    public void Without_val_arrays_validation_comes_from_train()
    {
        using var data = Open(_folder.Npz("n.npz", CompressionLevel.Optimal,
            [.. TestFolder.MedMnist(train: 40).Where(array => !array.Item1.StartsWith("val", StringComparison.Ordinal))]));
        Assert.Equal((34, 6, 6), (data.Labels(Split.Train).Length, data.Labels(Split.Validation).Length, data.Labels(Split.Test).Length));
    }

    [Fact]
    public void Bad_files_are_told_in_one_line()
    {
        var arrays = TestFolder.MedMnist();
        (string, byte[])[] With(string name, byte[] npy) => [.. arrays.Select(array => array.Item1 == name ? (name, npy) : array)];
        string Told(params (string, byte[])[] content) =>
            TestFolder.BadInput(() => Open(_folder.Npz($"{Guid.NewGuid():N}.npz", CompressionLevel.NoCompression, content)));

        Assert.Contains("has no array test_labels", Told([.. arrays.Where(array => array.Item1 != "test_labels")]), StringComparison.Ordinal);
        Assert.Contains("has no array train_images", Told([.. arrays.Where(array => array.Item1 != "train_images")]), StringComparison.Ordinal);
        Assert.Contains("train_labels ends too early", Told(With("train_labels", TestFolder.Npy("|u1", [20], new byte[19]))), StringComparison.Ordinal);
        Assert.Contains("train_labels is not a NumPy array", Told(With("train_labels", "hello, world"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("version 9", Told(With("train_labels", TestFolder.Npy("|u1", [20], new byte[20], version: 9))), StringComparison.Ordinal);
        Assert.Contains("Fortran order", Told(With("train_images", TestFolder.Npy("|u1", [20, 4, 4], new byte[320], fortran: true))), StringComparison.Ordinal);
        Assert.Contains("expected whole numbers or floats", Told(With("train_labels", TestFolder.Npy("|S3", [20], new byte[60]))), StringComparison.Ordinal);
        Assert.Contains("expected one label per sample", Told(With("train_labels", TestFolder.Npy("|u1", [20, 14], new byte[280]))), StringComparison.Ordinal);
        Assert.Contains("expected [n, h, w] or [n, h, w, 3]", Told(With("val_images", TestFolder.Npy("|u1", [6, 16], new byte[96]))), StringComparison.Ordinal);
        Assert.Contains("unlike train_images", Told(With("test_images", TestFolder.Npy("|u1", [6, 2, 8], new byte[96]))), StringComparison.Ordinal);
        Assert.Contains("holds 5 images, but val_labels 6", Told(With("val_images", TestFolder.Npy("|u1", [5, 4, 4], new byte[80]))), StringComparison.Ordinal);
        var halves = TestFolder.Npy("<f4", [20, 4, 4], [.. Enumerable.Repeat(BitConverter.GetBytes(0.5f), 320).SelectMany(b => b)]);
        Assert.Contains("holds the pixel 0.5", Told(With("train_images", halves)), StringComparison.Ordinal);
        Assert.Contains(
            "'7' does not occur", TestFolder.BadInput(() => Open(_folder.Npz("l.npz", CompressionLevel.Optimal, arrays), "7")), StringComparison.Ordinal);
        Assert.Contains("damaged or not an .npz file", TestFolder.BadInput(() => Open(_folder.Text("t.npz", "not a zip"))), StringComparison.Ordinal);
        Assert.Contains("does not exist; expected an .npz file", TestFolder.BadInput(() => Open(_folder["missing.npz"])), StringComparison.Ordinal);
        Assert.Contains("is a folder; expected an .npz file", TestFolder.BadInput(() => Open(_folder.Root)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void A_flipped_bit_anywhere_in_the_pixels_is_noticed(CompressionLevel level)
    {
        var random = new ActorSearch.Search.Randomness.CounterRandom(1, 0, 0, ActorSearch.Search.Randomness.RandomPurpose.Sampling);
        var noise = Enumerable.Range(0, 20 * 64).Select(_ => (byte)random.NextInt(256)).ToArray();
        var arrays = TestFolder.MedMnist();
        arrays[0] = (arrays[0].Item1, TestFolder.Npy("|u1", [20, 8, 8], noise));
        arrays[2] = (arrays[2].Item1, TestFolder.Npy("|u1", [6, 8, 8], noise[..384]));
        arrays[4] = (arrays[4].Item1, TestFolder.Npy("|u1", [6, 8, 8], noise[384..768]));
        var bytes = File.ReadAllBytes(_folder.Npz("b.npz", level, arrays));
        bytes[600] ^= 0x10;
        Assert.Contains("damaged", TestFolder.BadInput(() => Open(_folder.Bytes("flipped.npz", bytes))), StringComparison.Ordinal);
    }
}
