using ActorSearch.TrainerNode.Training.Data;
using SkiaSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class ReportTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_report_says_what_became_of_every_row()
    {
        // 60 rows: ten times the same one (both labels), a missing value, groups of two.
        var rows = Enumerable.Range(0, 60)
            .Select(i => $"{(i < 10 ? 0 : i)},{(i == 40 ? "?" : "1")},g{(i < 10 ? 0 : i / 2)},{(i % 3 == 0 ? "ill" : "well")}\n");
        var text = "a,b,who,l\n" + string.Concat(rows);
        var spec = new DataSpec
        {
            Kind = DataKind.Csv,
            Path = _folder.Text("r.csv", text),
            Positive = ["ill"],
            Group = "who",
            Csv = new() { Header = true, Missing = ["?"] },
        };
        using var data = Datasets.Open(spec, cancel: TestContext.Current.CancellationToken);
        var report = data.Report;
        Assert.Equal([new LabelCount("well", 40), new LabelCount("ill", 20)], report.Labels);
        Assert.Equal(60, report.Splits.Sum(split => split.Positives + split.Negatives));
        Assert.Equal(20, report.Splits.Sum(split => split.Positives));
        Assert.Equal(9, report.Splits.Sum(split => split.Duplicates));
        Assert.Equal(10, report.ConflictingLabels);
        Assert.Equal(26, report.Groups);
        Assert.Equal([new MissingValues("b", 1)], report.Missing);
        Assert.Empty(report.Between);
        Assert.Equal(1, report.Normalization.StandardDeviation[1]); // a constant column
        var lines = report.Lines().ToArray();
        Assert.Contains(lines, line => line.Contains("10 samples have features that occur under both classes", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("1 values in column b", StringComparison.Ordinal));
    }

    [Fact]
    public void The_contact_sheet_shows_the_samples_of_each_split_and_class()
    {
        for (var i = 0; i < 40; i++)
        {
            var n = i;
            _folder.Image($"set/{(i < 20 ? "yes" : "no")}/{i}.png", 8, 8,
                (x, _) => n < 20 ? new SKColor((byte)(200 + n), 10, (byte)x) : new SKColor(10, (byte)(180 + n), (byte)x));
        }
        using var data = Datasets.Open(new DataSpec { Kind = DataKind.Images, Path = _folder["set"], Positive = ["yes"] },
            _folder.Cache, cancel: TestContext.Current.CancellationToken);
        using var sheet = SKBitmap.Decode(ContactSheet.Png(data));
        var (reds, greens) = (0, 0);
        for (var y = 0; y < sheet.Height; y++)
            for (var x = 0; x < sheet.Width; x++)
            {
                var color = sheet.GetPixel(x, y);
                if (color is { Red: >= 195, Green: < 20 }) reds++;
                if (color is { Red: < 20, Green: >= 175, Blue: < 20 }) greens++;
            }
        // 12 + 3 + 3 cells of 96 x 96 each.
        Assert.InRange(reds, 18 * 96 * 96, 18 * 96 * 96 + 400);
        Assert.InRange(greens, 18 * 96 * 96, 18 * 96 * 96 + 400);
    }

    [Fact]
    public void Rows_of_numbers_have_no_contact_sheet()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}\n"));
        var spec = new DataSpec { Kind = DataKind.Csv, Path = _folder.Text("r.csv", text), Positive = ["1"] };
        using var data = Datasets.Open(spec, cancel: TestContext.Current.CancellationToken);
        Assert.Throws<BadInputException>(() => ContactSheet.Png(data));
    }

    [Fact]
    public void Filling_allocates_nothing_and_wants_room()
    {
        var spec = new DataSpec
        {
            Kind = DataKind.Images,
            Path = _folder.Classes("set"),
            Positive = ["yes"],
            Augment = new() { Rotation = 10, Contrast = 0.1 },
        };
        using var data = Datasets.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken);
        var (values, indices) = (new float[4 * 192], new[] { 0, 5, 2, 9 });
        void Both(int epoch)
        {
            data.Fill(Split.Train, indices, values);
            data.FillAugmented(indices, 1, 0, epoch, values);
        }
        Both(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var epoch = 0; epoch < 100; epoch++) Both(epoch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Throws<ArgumentException>(() => data.Fill(Split.Train, indices, values.AsSpan(1)));
    }
}
