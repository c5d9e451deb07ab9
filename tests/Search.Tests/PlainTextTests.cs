using Xunit;

namespace ActorSearch.Search.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("Müller – 東京 🙂", "Müller – 東京 🙂")]
    [InlineData("a\tb\n", "a\tb\n")]
    [InlineData("\e[31mred\e[0m", "␛[31mred␛[0m")]
    [InlineData("\e]0;title\a", "␛]0;title␇")]
    [InlineData("over\rwritten\b\x7F", "over␍written␈␡")]
    [InlineData("c1 \u009b2J", "c1 \uFFFD2J")]
    [InlineData("gnp.\u202Eexe", "gnp.\uFFFDexe")]
    [InlineData("\u2066x\u2069\u2028", "\uFFFDx\uFFFD\uFFFD")]
    public void Orders_to_a_terminal_are_shown_and_not_obeyed(string text, string expected) => Assert.Equal(expected, PlainText.Of(text));

    [Fact]
    public void One_line_is_one_line() => Assert.Equal("a b c ␛", PlainText.OneLine("a\nb\r\nc \e"));

    [Theory]
    [InlineData("a", true)]
    [InlineData("-1_b.c", true)]
    [InlineData("a..b", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("...", false)]
    [InlineData(".hidden", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData("a b", false)]
    public void Ids_of_searches_can_be_parts_of_addresses_and_names_of_files(string id, bool valid)
    {
        Assert.Equal(valid, SearchId.IsValid(id));
        Assert.False(SearchId.IsValid(new string('x', 101)));
    }
}
