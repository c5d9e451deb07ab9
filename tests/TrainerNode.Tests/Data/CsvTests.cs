using ActorSearch.TrainerNode.Training.Data;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class CsvTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly DataSpec Plain = new() { Kind = DataKind.Csv, Positive = ["1"] };

    private LoadedDataset Open(string text, DataSpec spec) => Datasets.Open(spec with { Path = _folder.Text($"{Guid.NewGuid():N}.csv", text) }, _folder.Cache);

    private string Told(string text, DataSpec spec) => TestFolder.BadInput(() => Open(text, spec));

    /// <summary>id, a, b, site, label for 40 rows; every fourth is positive.</summary>
    private static string Rows(bool header = false, string positive = "1", string negative = "0", char separator = ',') =>
        (header ? string.Join(separator, "id", "a", "b", "site", "label") + "\n" : "") +
        string.Concat(Enumerable.Range(0, 40).Select(
            i => string.Join(separator, i + 1000, $"{i}.5", $"-{i * i}e-1", i / 2, i % 4 == 0 ? positive : negative) + "\r\n"));

    [Theory]
    [InlineData("label")]
    [InlineData("last")]
    [InlineData("4")]
    public void The_label_column_is_found_by_name_or_position(string label)
    {
        using var data = Open(Rows(header: true), Plain with { Csv = new() { Header = true, Label = label, Drop = ["id", "3"] } });
        Assert.Equal([2], data.SampleShape);
        Assert.Equal([("0", 30), ("1", 10)], data.Report.Labels.Select(l => (l.Label, l.Samples)));
    }

    [Theory]
    [InlineData("'1'", "'-1'", "1")]
    [InlineData("\"1\"", "\"-1\"", "1")]
    [InlineData("\"'1'\"", "'-1'", "'1'")]
    [InlineData(" 1 ", "-1", "1")]
    public void A_quoted_label_is_the_same_label(string positive, string negative, string wanted)
    {
        using var data = Open(Rows(positive: positive, negative: negative), Plain with { Positive = [wanted] });
        Assert.Equal(10, data.Report.Splits.Sum(split => split.Positives));
    }

    [Fact]
    public void A_byte_order_mark_empty_lines_and_line_breaks_in_quotes_are_no_part_of_the_values()
    {
        var text = "\uFEFF\"a\",\"l\"\n\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},\"x\n{i % 2}\"\n\n")) + "oops,x\n";
        var spec = Plain with { Positive = ["x\n1"], Csv = new() { Header = true, Label = "l" } };
        // Line 1 is the header, then an empty line, then three lines a row.
        Assert.Contains("line 123, column 'a': 'oops'", Told(text, spec), StringComparison.Ordinal);
        using var data = Open(text[..^"oops,x\n".Length], spec);
        Assert.Equal([1], data.SampleShape);
        Assert.Equal(20, data.Report.Splits.Sum(split => split.Positives));
    }

    [Fact]
    public void The_first_column_can_be_the_label_and_several_labels_positive()
    {
        var text = string.Concat(Enumerable.Range(0, 60).Select(i => $"{(char)('a' + i % 3)};{i};{i * 2}\n"));
        using var data = Open(text, Plain with { Positive = ["a", "c"], Csv = new() { Label = "first", Separator = ';' } });
        Assert.Equal(40, data.Report.Splits.Sum(split => split.Positives));
    }

    [Fact]
    public void Columns_are_normalized_with_the_mean_and_deviation_of_train()
    {
        using var data = Open(Rows(), Plain);
        var train = new float[data.Labels(Split.Train).Length * 4];
        data.Fill(Split.Train, [.. Enumerable.Range(0, data.Labels(Split.Train).Length)], train);
        for (var column = 0; column < 4; column++)
        {
            var values = train.Where((_, i) => i % 4 == column).ToArray();
            Assert.Equal(0, values.Average(), 1e-4);
            Assert.Equal(1, values.Average(v => (double)v * v), 1e-4);
        }
        Assert.NotEqual(0, data.Normalization.Mean[3]);
    }

    [Fact]
    public void A_missing_value_takes_the_train_median_and_is_counted()
    {
        // Column 0 is 5 everywhere but in two rows: 1000 and missing. The median of train is 5, whatever the split.
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"{(i == 3 ? "?" : i == 5 ? "1000" : "5")},{i},{i % 2}\n"));
        using var data = Open(text, Plain with { Csv = new() { Missing = ["?", "NA"] } });
        Assert.Equal([new MissingValues("0", 1)], data.Report.Missing);
        Assert.Equal(5, data.Normalization.Median!.Value[0]);
        var five = (5 - data.Normalization.Mean[0]) / data.Normalization.StandardDeviation[0];
        var equal = 0;
        foreach (var split in Enum.GetValues<Split>())
        {
            var values = new float[data.Labels(split).Length * 2];
            data.Fill(split, [.. Enumerable.Range(0, data.Labels(split).Length)], values);
            equal += values.Where((value, i) => i % 2 == 0 && value == five).Count();
        }
        Assert.Equal(39, equal);
    }

    [Fact]
    public void Bad_rows_and_settings_are_told_in_one_line_with_their_place()
    {
        void Says(string expected, string text, DataSpec spec) => Assert.Contains(expected, Told(text, spec), StringComparison.Ordinal);
        var named = Plain with { Csv = new() { Header = true } };
        Says("line 3, column 'b': 'x' is not a number", "a,b,l\n1,2,0\n3,x,1\n", named);
        Says("line 2, column 1: '?' is not a number; if it stands for a missing value, list it in data.missing", "1,2,0\n3,?,1\n", Plain);
        Says("line 2, column 1: '' is not a number", "1,2,0\n3,,1\n", Plain);
        Says("'NaN' is not a number", "1,2,0\n3,NaN,1\n", Plain);
        Says("'1e99' is not a number", "1,2,0\n3,1e99,1\n", Plain);
        Says("line 3: has 2 values; expected 3", "1,2,0\n3,4,1\n5,6\n", Plain);
        Says("line 3: has 4 values; expected 3", "1,2,0\n3,4,1\n5,6,7,1\n", Plain);
        Says("damaged quotes", "1,2,0\n3,\"4,1\n5,6,1\n", Plain);
        Says("line 2, column 2: the label is missing", "1,2,0\n3,4,\n", Plain);
        Says("holds no rows", "", Plain);
        Says("holds no rows", "a,b,l\n", named);
        Says("names the column 'a' twice", "a,a,l\n1,2,0\n", named);
        Says("has no column 'class'; expected one of 'a', 'b', 'l'", "a,b,l\n1,2,0\n", named with { Csv = new() { Header = true, Label = "class" } });
        Says(
            "has no column 'l'; expected first, last or a position from 0 to 2, because the file has no header",
            "1,2,0\n", Plain with { Csv = new() { Label = "l" } });
        Says("has no column '3'", "1,2,0\n", Plain with { Csv = new() { Label = "3" } });
        Says("data.drop: ", "1,2,0\n", Plain with { Csv = new() { Drop = ["9"] } });
        Says("data.group: ", "1,2,0\n", Plain with { Group = "patient" });
        Says("'2' is the label column", "1,2,0\n", Plain with { Csv = new() { Drop = ["2"] } });
        Says("no column is left as a feature", "1,2,0\n", Plain with { Csv = new() { Drop = ["0", "1"] } });
        Says(
            "has no value in the train split",
            string.Concat(Enumerable.Range(0, 40).Select(i => $"?,{i},{i % 2}\n")), Plain with { Csv = new() { Missing = ["?"] } });
        Says("data.augment: works on images only", Rows(), Plain with { Augment = new() { FlipHorizontal = true } });
        Says("data.image_size: works on images only", Rows(), Plain with { ImageSize = 8 });
    }

    [Fact]
    public void Labels_that_cannot_make_two_classes_are_told_with_those_that_there_are()
    {
        void Says(string expected, string text, DataSpec spec) => Assert.Contains(expected, Told(text, spec), StringComparison.Ordinal);
        Says("the label 'yes' does not occur in", Rows(), Plain with { Positive = ["yes"] });
        Says("its labels are '0' (30), '1' (10)", Rows(), Plain with { Positive = ["1", "yes"] });
        Says("every sample has the label '0'", "1,0\n2,0\n", Plain with { Positive = ["0"] });
        Says("names every label", Rows(), Plain with { Positive = ["0", "1"] });
        Says("data.positive: empty", Rows(), Plain with { Positive = [] });
        Says("the validation split has no positive sample among its 6", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(i == 7 ? 1 : 0)}\n")), Plain);
        Says("data.split: the shares sum to 0.9", Rows(), Plain with { Split = new() { Train = 0.6 } });
        Says("data.split.test: 0; expected a share between 0 and 1", Rows(), Plain with { Split = new() { Train = 0.8, Validation = 0.2, Test = 0 } });
    }
}
