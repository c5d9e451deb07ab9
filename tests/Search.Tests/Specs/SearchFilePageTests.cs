using ActorSearch.Search.Specs.Declaring;
using Xunit;

namespace ActorSearch.Search.Tests.Specs;

/// <summary>docs/search-file.md has the tables that the declarations give. `ACTORSEARCH_WRITE_SEARCH_FILE=1` writes them.</summary>
public sealed class SearchFilePageTests
{
    private static readonly string Page = Checkout.PathOf("docs", "search-file.md");

    [Fact]
    public void The_tables_are_those_of_the_declarations()
    {
        var page = File.ReadAllText(Page);
        var made = KeyTables.Rewrite(page, SearchSpec.Keys);
        if (Environment.GetEnvironmentVariable("ACTORSEARCH_WRITE_SEARCH_FILE") == "1") File.WriteAllText(Page, made);
        else Assert.Equal(made, page);
    }

    [Fact]
    public void A_page_without_a_mapping_or_with_a_strange_one_is_refused()
    {
        var page = File.ReadAllText(Page);
        Assert.Throws<InvalidDataException>(() => KeyTables.Rewrite(page.Replace("<!-- keys of train -->", "", StringComparison.Ordinal), SearchSpec.Keys));
        Assert.Throws<InvalidDataException>(() => KeyTables.Rewrite(page + "<!-- keys of trains -->\n<!-- end of keys -->", SearchSpec.Keys));
    }

    private sealed record Undescribed
    {
        internal static KeysOf<Undescribed> Keys { get; } = new KeysOf<Undescribed>(Changes.Training).Add(u => u.Key, Values.Flag);

        public bool Key { get; init; }
    }

    [Fact]
    public void A_key_without_a_doc_comment_is_refused() =>
        Assert.Throws<InvalidDataException>(() => KeyTables.Rewrite("<!-- keys of the file -->\n<!-- end of keys -->", Keys.Of(typeof(Undescribed))!));
}
