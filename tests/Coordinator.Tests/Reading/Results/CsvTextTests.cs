using System.Text;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Tests.Reading.Results;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("cracks", "cracks")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"a\"", "\"say \"\"a\"\"\"")]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@sum", "'@sum")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData(" =1", " =1")]
    [InlineData("-0.25", "-0.25")]
    [InlineData("-1.5e-07", "-1.5e-07")]
    [InlineData("+1", "+1")]
    [InlineData("-inf", "-inf")]
    [InlineData("-", "-")]
    [InlineData("", "")]
    public void Text_is_no_formula_and_numbers_are_numbers(string field, string expected)
    {
        Assert.Equal(expected, CsvText.Field(field));
        var row = new StringBuilder();
        CsvText.Row(row, ["1", field]);
        Assert.Equal($"1,{expected}\n", row.ToString());
    }
}
