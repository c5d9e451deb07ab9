using Xunit;

namespace ActorSearch.Search.Tests.Deciding;

public sealed class LeaseEndTests
{
    /// <summary>The journals of released versions have these words.</summary>
    [Theory]
    [InlineData("handed back", LeaseEndKind.HandedBack)]
    [InlineData("the trainer ended", LeaseEndKind.TrainerEnded)]
    [InlineData("its trainer does not have it any more", LeaseEndKind.TrainerWithoutIt)]
    [InlineData("silent for 60 s", LeaseEndKind.Silent)]
    [InlineData("the candidate was given up", LeaseEndKind.GivenUp)]
    [InlineData("the search was cancelled", LeaseEndKind.Cancelled)]
    [InlineData("something new", LeaseEndKind.Other)]
    [InlineData("silent for s", LeaseEndKind.Other)]
    [InlineData("silent for 060 s", LeaseEndKind.Other)]
    [InlineData("silent for -1 s", LeaseEndKind.Other)]
    [InlineData("", LeaseEndKind.Other)]
    public void Words_have_a_kind_and_stay_what_they_are(string words, LeaseEndKind kind)
    {
        var end = LeaseEnd.Parse(words);
        Assert.Equal(kind, end.Kind);
        Assert.Equal(words, end.ToString());
    }

    [Fact]
    public void Every_kind_is_read_back_from_its_words()
    {
        foreach (var kind in Enum.GetValues<LeaseEndKind>().Except([LeaseEndKind.Silent, LeaseEndKind.Other]))
            Assert.Equal(new LeaseEnd(kind), LeaseEnd.Parse(new LeaseEnd(kind).ToString()));
        Assert.Equal(LeaseEnd.Silent(TimeSpan.FromSeconds(59.6)), LeaseEnd.Parse("silent for 60 s"));
    }
}
