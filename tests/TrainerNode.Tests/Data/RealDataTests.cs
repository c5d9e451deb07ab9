using System.Diagnostics;
using ActorSearch.TrainerNode.Training.Data;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>The real sets give the counts that their SOURCE.txt states, found there by other programs.</summary>
public sealed class RealDataTests(ITestOutputHelper output) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private LoadedDataset Open(DataSpec spec)
    {
        var watch = Stopwatch.StartNew();
        var data = Datasets.Open(spec, _folder.Cache);
        output.WriteLine($"first opened in {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        Datasets.Open(spec, _folder.Cache).Dispose();
        output.WriteLine($"again in {watch.ElapsedMilliseconds} ms");
        foreach (var line in data.Report.Lines()) output.WriteLine(line);
        return data;
    }

    [Fact]
    public void Pneumonia_has_its_splits_and_loses_the_train_copies_of_validation_images()
    {
        using var data = Open(new DataSpec { Kind = DataKind.Npz, Path = TestFolder.RealData("pneumoniamnist/pneumoniamnist.npz"), Positive = ["1"] });
        Assert.Equal([1, 28, 28], data.SampleShape);
        var (train, validation, test) = (data.Report.Splits[0], data.Report.Splits[1], data.Report.Splits[2]);
        Assert.Equal((135, 389, 0), (validation.Negatives, validation.Positives, validation.Duplicates));
        Assert.Equal((234, 390, 3), (test.Negatives, test.Positives, test.Duplicates));
        Assert.Equal(4708, train.Negatives + train.Positives + data.Report.DroppedFromTrain);
        // Of 18 repeated train images two are copies of images that validation holds as well: 8 different images, 10 copies.
        Assert.Equal((10, 16), (data.Report.DroppedFromTrain, train.Duplicates));
        Assert.Empty(data.Report.Between);
    }

    [Fact]
    public void Mammography_keeps_its_repeated_rows_in_one_split()
    {
        var path = TestFolder.RealData("mammography/mammography.csv");
        using var data = Open(new DataSpec { Kind = DataKind.Csv, Path = path, Positive = ["1"] });
        Assert.Equal([6], data.SampleShape);
        Assert.Equal([new LabelCount("-1", 10923), new LabelCount("1", 260)], data.Report.Labels);
        // 3,334 repeated rows, and one whose features occur under the other label.
        var rows = File.ReadAllLines(path);
        Assert.Equal(3334, rows.Length - rows.Distinct().Count());
        Assert.Equal(rows.Length - rows.Select(row => row[..row.LastIndexOf(',')]).Distinct().Count(), data.Report.Splits.Sum(split => split.Duplicates));
        Assert.Empty(data.Report.Between);
        foreach (var (split, share) in data.Report.Splits.Zip([0.7, 0.15, 0.15])) Assert.InRange(split.Positives, share * 260 - 1, share * 260 + 1);
    }

    [Fact]
    public void Wdbc_has_thirty_features()
    {
        using var data = Open(new DataSpec
        {
            Kind = DataKind.Csv,
            Path = TestFolder.RealData("wdbc/wdbc.data"),
            Positive = ["M"],
            Csv = new() { Label = "1", Drop = ["0"] },
        });
        Assert.Equal([30], data.SampleShape);
        Assert.Equal([new LabelCount("B", 357), new LabelCount("M", 212)], data.Report.Labels);
    }

    [Fact]
    public void Concrete_crack_has_two_thousand_photographs()
    {
        using var data = Open(new DataSpec { Kind = DataKind.Images, Path = TestFolder.RealData("concrete-crack"), Positive = ["Positive"], ImageSize = 64 });
        Assert.Equal([3, 64, 64], data.SampleShape);
        Assert.Equal(
            [new SplitCounts(Split.Train, 1120, 280, 0), new SplitCounts(Split.Validation, 240, 60, 0), new SplitCounts(Split.Test, 240, 60, 0)],
            data.Report.Splits);
        Assert.All(data.Normalization.Mean, mean => Assert.InRange(mean, 0.5f, 0.8f));
    }
}
