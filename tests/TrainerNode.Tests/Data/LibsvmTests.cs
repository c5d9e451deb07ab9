using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Data.Sources;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class LibsvmTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private LibsvmSource Open(string text) => new(
        new DataSpec { Kind = DataKind.Libsvm, Path = _folder.Text("a.libsvm", text), Positive = ["1"] }, DataRoots.Anywhere, TestContext.Current.CancellationToken);

    [Fact]
    public void What_a_row_does_not_name_is_0_and_comments_blank_lines_and_line_ends_do_not_count()
    {
        var source = Open("\uFEFF+1 1:0.5 3:-2e1 # first\r\n\n# nothing\n-1\n  cat   2:-0 \t3:7");
        Assert.Equal(["1", "-1", "cat"], source.Labels);
        Assert.Equal(["1", "2", "3"], source.Columns);
        Assert.Equal([0.5f, 0, -20, 0, 0, 0, 0, 0, 7], source.Values);
        Assert.All(source.Values.Where(value => value == 0), value => Assert.Equal(0, BitConverter.SingleToInt32Bits(value)));
    }

    [Fact]
    public void Indices_may_begin_with_0() => Assert.Equal(["0", "1", "2"], Open("1 0:1 2:1\n0 1:4\n").Columns);

    [Theory]
    [InlineData("1 1:2\n1 x\n", ", line 2: 'x' is not a feature; index:value was expected, for example 3:0.5")]
    [InlineData("1 1:2\n\n1 qid:3 1:2\n", ", line 3: 'qid:3' is not a feature; index:value was expected, for example 3:0.5")]
    [InlineData("1 1:nan\n", ", line 1: '1:nan' is not a feature; index:value was expected, for example 3:0.5")]
    [InlineData("1 1:1e39\n", ", line 1: '1:1e39' is not a feature; index:value was expected, for example 3:0.5")]
    [InlineData("1 -1:2\n", ", line 1: '-1:2' is not a feature; index:value was expected, for example 3:0.5")]
    [InlineData("1 2:1 2:1\n", ", line 1: feature 2 comes after feature 2; ascending indices were expected")]
    [InlineData("1 5:1 2:1\n", ", line 1: feature 2 comes after feature 5; ascending indices were expected")]
    [InlineData("1 1:1\n0 2000000000:1\n", ", line 2: feature 2000000000 is out of range; indices up to 1,000,000 were expected")]
    [InlineData("\n# only a comment\n", ": holds no rows")]
    [InlineData("1\n0\n", ": no row names a feature")]
    public void A_fault_is_one_line_with_its_place(string text, string expected) =>
        Assert.Equal(_folder["a.libsvm"] + expected, Assert.Throws<BadInputException>(() => Open(text)).Message);

    [Fact]
    public void A_file_without_line_ends_is_refused_before_it_fills_the_memory() =>
        Assert.EndsWith("line 1: is longer than 16,777,216 bytes", Assert.Throws<BadInputException>(() => Open("1 " + new string('1', 1 << 25))).Message, StringComparison.Ordinal);

    /// <summary>Against the same numbers as a table.</summary>
    [Fact]
    public void The_rows_are_those_of_a_csv_file_with_the_same_numbers()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 9).Select(_ => random.Next(3) == 0 ? random.NextSingle() * 100 - 50 : 0).ToArray()).ToList();
        rows[7][8] = 1;
        var libsvm = Open(string.Concat(rows.Select((row, i) =>
            $"{i % 2} {string.Join(' ', row.Select((value, at) => (value, at)).Where(cell => cell.value != 0).Select(cell => $"{cell.at + 1}:{cell.value:R}"))}\n")));
        var csv = new CsvSource(
            new DataSpec
            {
                Kind = DataKind.Csv,
                Path = _folder.Text("a.csv", string.Concat(rows.Select((row, i) => $"{string.Join(',', row.Select(value => $"{value:R}"))},{i % 2}\n"))),
                Positive = ["1"],
            },
            DataRoots.Anywhere, TestContext.Current.CancellationToken);
        Assert.Equal(csv.Labels, libsvm.Labels);
        Assert.Equal(csv.Values, libsvm.Values);
    }
}
