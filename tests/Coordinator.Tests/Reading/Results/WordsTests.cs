using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Tests.Reading.Results;

/// <summary>States of candidates are named once, and documented.</summary>
public sealed class WordsTests
{
    [Fact]
    public void The_documentation_names_every_state()
    {
        Assert.Equal(Words.States.Distinct(), Words.States);
        var text = File.ReadAllText(Checkout.PathOf("docs", "formats.md"));
        Assert.All(Words.States, state => Assert.Contains($"`{state}`", text, StringComparison.Ordinal));
    }
}
