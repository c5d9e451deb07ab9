using ActorSearch.TrainerNode.Training.Data;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class IdxTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Write(string ending, int train = 60, int test = 10, int labels = -1)
    {
        byte[] Pixels(int from, int count) => [.. Enumerable.Range(0, count * 6).Select(i => (byte)(from + i / 6))];
        byte[] Digits(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];
        _folder.Idx("m/train-images-idx3-ubyte" + ending, [train, 2, 3], Pixels(0, train));
        _folder.Idx("m/train-labels-idx1-ubyte" + ending, [labels < 0 ? train : labels], Digits(labels < 0 ? train : labels));
        _folder.Idx("m/t10k-images-idx3-ubyte" + ending, [test, 2, 3], Pixels(100, test));
        _folder.Idx("m/t10k-labels-idx1-ubyte" + ending, [test], Digits(test));
    }

    private LoadedDataset Open(SplitSpec? split = null) =>
        Datasets.Open(new DataSpec { Kind = DataKind.Idx, Path = _folder["m"], Positive = ["8", "3"], Split = split }, _folder.Cache);

    private string Told() => TestFolder.BadInput(() => Open());

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    public void Mnist_files_are_read_and_validation_comes_from_train(string ending)
    {
        Write(ending);
        using var data = Open();
        Assert.Equal([1, 2, 3], data.SampleShape);
        Assert.Equal((51, 9, 10), (data.Labels(Split.Train).Length, data.Labels(Split.Validation).Length, data.Labels(Split.Test).Length));
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 1, 0], data.Labels(Split.Test).ToArray());
        using var third = Open(new() { Train = 0.5, Validation = 0.3, Test = 0.2 });
        Assert.Equal((42, 18, 10), (third.Labels(Split.Train).Length, third.Labels(Split.Validation).Length, third.Labels(Split.Test).Length));
    }

    [Fact]
    public void Damaged_files_are_told_in_one_line()
    {
        Write("", labels: 59);
        Assert.Contains("train-images-idx3-ubyte: holds 60 images, but there are 59 labels", Told(), StringComparison.Ordinal);
        Write("");
        File.Delete(_folder["m/t10k-labels-idx1-ubyte"]);
        Assert.Contains("has no t10k-labels-idx1-ubyte (or .gz)", Told(), StringComparison.Ordinal);
        Write("");
        var images = File.ReadAllBytes(_folder["m/train-images-idx3-ubyte"]);
        _folder.Bytes("m/train-images-idx3-ubyte", images[..^1]);
        Assert.Contains("train-images-idx3-ubyte: ends too early", Told(), StringComparison.Ordinal);
        _folder.Bytes("m/train-images-idx3-ubyte", [.. images, 0]);
        Assert.Contains("train-images-idx3-ubyte: is longer than its header says", Told(), StringComparison.Ordinal);
        images[3] = 1;
        _folder.Bytes("m/train-images-idx3-ubyte", images);
        Assert.Contains("starts with 00000801; expected 00000803", Told(), StringComparison.Ordinal);
        var file = new DataSpec { Kind = DataKind.Idx, Path = _folder["m/train-images-idx3-ubyte"], Positive = ["1"] };
        var told = TestFolder.BadInput(() => Datasets.Open(file, _folder.Cache));
        Assert.Contains("is a file; expected a folder", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_gz_file_is_told_in_one_line(bool cut)
    {
        Write(".gz");
        var bytes = File.ReadAllBytes(_folder["m/train-images-idx3-ubyte.gz"]);
        if (cut) bytes = bytes[..(bytes.Length / 2)];
        else bytes[^6] ^= 1; // the checksum at its end
        _folder.Bytes("m/train-images-idx3-ubyte.gz", bytes);
        Assert.Contains("train-images-idx3-ubyte.gz: ", Told(), StringComparison.Ordinal);
    }
}
