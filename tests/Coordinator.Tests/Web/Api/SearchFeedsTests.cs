using System.Text;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Web.Api;
using ActorSearch.Messages;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>What the followers of a search hear; the test answers for the coordinator that decides.</summary>
public sealed class SearchFeedsTests : Akka.TestKit.Xunit.TestKit
{
    private static readonly SearchId Search = new("followed");

    private readonly Logged _logged = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public SearchFeedsTests() : base("akka.loglevel = ERROR" + Patience.TestKit) => ActorRegistry.For(Sys).Register<SearchSupervisor>(TestActor);

    private SearchFeeds Feeds(CancellationToken stopping) => new(new SearchGateway(ActorRegistry.For(Sys)), _logged, stopping);

    /// <summary>Who comes from a coordinator that died may have heard more than this one was told last, up to half a second ago.</summary>
    [Fact]
    public async Task What_is_asked_afresh_was_asked_after_the_follower_came()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var feeds = Feeds(stop.Token);
        using var first = feeds.Follow(Search);
        await AnswerAsync(DocumentKind.Status, 1);
        await AnswerAsync(DocumentKind.Slots, 1);
        await first.Afresh.WaitAsync(Cancel);
        Assert.Equal("1", first.Newest.Status!.Line);

        await AskedAsync();
        using var second = feeds.Follow(Search);
        Reply(2);
        await AnswerAsync(DocumentKind.Slots, 2);
        await AskedAsync();
        Assert.Equal("2", second.Newest.Status!.Line);
        Assert.False(second.Afresh.IsCompleted);
        Reply(3);
        await AnswerAsync(DocumentKind.Slots, 3);
        await second.Afresh.WaitAsync(Cancel);
        Assert.Equal("3", second.Newest.Status.Line);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_search_that_is_gone_keeps_nobody_waiting()
    {
        using var follower = Feeds(Cancel).Follow(Search);
        await AskedAsync();
        LastSender.Tell(new OperatorReply(Search, "there is no search followed", SearchStatus.NotSubmitted), TestActor);
        await follower.Afresh.WaitAsync(Cancel);
        Assert.True(follower.Newest.Gone);
    }

    /// <summary>A fault of the coordinator's own, which no follower could tell from one that never answers.</summary>
    [Fact]
    public async Task A_failure_that_nobody_foresaw_is_logged_once_and_passed_on_and_the_feed_goes_on_after_it()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var follower = Feeds(stop.Token).Follow(Search);
        for (var i = 0; i < 3; i++)
        {
            await AskedAsync();
            LastSender.Tell("no document", TestActor);
        }
        await follower.Afresh.WaitAsync(Cancel);
        Assert.Equal("this coordinator cannot read it: String answers GetDocument", follower.Newest.Waiting);
        await AnswerAsync(DocumentKind.Status, 1);
        await AnswerAsync(DocumentKind.Slots, 1);
        while (follower.Newest.Waiting is not null) await follower.ChangedAsync(follower.Newest, Patience.Limit, Cancel);
        Assert.Equal("1", follower.Newest.Status!.Line);
        Assert.Equal([LogLevel.Error], _logged.Levels);
        await stop.CancelAsync();
    }

    private async Task AnswerAsync(DocumentKind document, int number)
    {
        Assert.Equal(document, (await AskedAsync()).Document);
        Reply(number);
    }

    /// <summary>The next question for a document, of the coordinator that says that it is the active one.</summary>
    private async Task<GetDocument> AskedAsync()
    {
        await ExpectMsgAsync<FindActive>(cancellationToken: Cancel);
        LastSender.Tell(new ActiveCoordinator(TestActor, null), TestActor);
        return await ExpectMsgAsync<GetDocument>(cancellationToken: Cancel);
    }

    private void Reply(int number) => LastSender.Tell(Encoding.UTF8.GetBytes($"{number}"), TestActor);

    private sealed class Logged : ILogger<SearchFeeds>
    {
        private readonly List<LogLevel> _levels = [];

        public IReadOnlyList<LogLevel> Levels
        {
            get
            {
                lock (_levels) return [.. _levels];
            }
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_levels) _levels.Add(logLevel);
        }
    }
}
