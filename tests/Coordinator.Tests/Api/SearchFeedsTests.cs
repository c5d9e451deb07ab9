using System.Text;
using ActorSearch.Coordinator.Actors;
using ActorSearch.Coordinator.Api;
using ActorSearch.Messages;
using ActorSearch.Search;
using Akka.Hosting;

namespace ActorSearch.Coordinator.Tests.Api;

/// <summary>What the followers of a search hear; the test answers for the coordinator that decides.</summary>
public sealed class SearchFeedsTests : Akka.TestKit.Xunit.TestKit
{
    private static readonly SearchId Search = new("followed");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public SearchFeedsTests() : base("akka.loglevel = ERROR" + Patience.TestKit) => ActorRegistry.For(Sys).Register<SearchSupervisor>(TestActor);

    /// <summary>Who comes from a coordinator that died may have heard more than this one was told last, up to half a second ago.</summary>
    [Fact]
    public async Task What_is_asked_afresh_was_asked_after_the_follower_came()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var feeds = new SearchFeeds(new SearchGateway(ActorRegistry.For(Sys)), stop.Token);
        using var first = feeds.Follow(Search);
        await AnswerAsync(DocumentKind.Status, 1);
        await AnswerAsync(DocumentKind.Slots, 1);
        await first.Afresh.WaitAsync(Cancel);
        Assert.Equal("1", first.Newest.Status);

        await ExpectMsgAsync<GetDocument>(cancellationToken: Cancel);
        using var second = feeds.Follow(Search);
        Reply(2);
        await AnswerAsync(DocumentKind.Slots, 2);
        await ExpectMsgAsync<GetDocument>(cancellationToken: Cancel);
        Assert.Equal("2", second.Newest.Status);
        Assert.False(second.Afresh.IsCompleted);
        Reply(3);
        await AnswerAsync(DocumentKind.Slots, 3);
        await second.Afresh.WaitAsync(Cancel);
        Assert.Equal("3", second.Newest.Status);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_search_that_is_gone_keeps_nobody_waiting()
    {
        var feeds = new SearchFeeds(new SearchGateway(ActorRegistry.For(Sys)), Cancel);
        using var follower = feeds.Follow(Search);
        await ExpectMsgAsync<GetDocument>(cancellationToken: Cancel);
        LastSender.Tell(new OperatorReply(Search, "there is no search followed", SearchStatus.NotSubmitted), TestActor);
        await follower.Afresh.WaitAsync(Cancel);
        Assert.True(follower.Newest.Gone);
    }

    private async Task AnswerAsync(DocumentKind document, int number)
    {
        Assert.Equal(document, (await ExpectMsgAsync<GetDocument>(cancellationToken: Cancel)).Document);
        Reply(number);
    }

    private void Reply(int number)
    {
        var content = Encoding.UTF8.GetBytes($"{number}");
        LastSender.Tell(new DocumentPart(Search, "v", 0, content.Length, Convert.ToBase64String(content)), TestActor);
    }
}
