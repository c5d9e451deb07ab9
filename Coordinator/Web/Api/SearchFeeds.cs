using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using Akka.Actor;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>Asks for each search that clients of this coordinator follow, once for all of them, twice a second.</summary>
internal sealed partial class SearchFeeds(SearchGateway gateway, ILogger<SearchFeeds> log, CancellationToken stopping)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer than an answer takes, shorter than a failover: a message to a coordinator that is gone is lost.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Dictionary<SearchId, Feed> _feeds = [];

    /// <summary>Until it is disposed.</summary>
    public Follower Follow(SearchId search)
    {
        lock (_lock)
        {
            var isNew = !_feeds.TryGetValue(search, out var feed);
            if (isNew) _feeds.Add(search, feed = new Feed());
            feed!.Followers++;
            var follower = new Follower(this, feed);
            if (isNew) _ = Task.Run(() => AskAsync(search, feed), stopping);
            return follower;
        }
    }

    private async Task AskAsync(SearchId search, Feed feed)
    {
        try
        {
            using var timer = new PeriodicTimer(AskEvery);
            do
            {
                var begun = feed.Begin();
                try
                {
                    feed.Set(await NextAsync(search, feed.Newest));
                }
                finally
                {
                    begun.SetResult();
                }
            }
            while (!feed.Newest.Gone && await timer.WaitForNextTickAsync(stopping) && !IsLeft(search, feed));
        }
        catch (OperationCanceledException)
        {
            // The coordinator stops.
        }
        finally
        {
            lock (_lock) if (_feeds.GetValueOrDefault(search) == feed) _feeds.Remove(search);
            feed.Begin().SetResult();
        }
    }

    private bool IsLeft(SearchId search, Feed feed)
    {
        lock (_lock) return feed.Followers == 0 && _feeds.Remove(search);
    }

    private async Task<FeedState> NextAsync(SearchId search, FeedState last)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(AnswerWithin);
        try
        {
            var status = await gateway.ReadAsync(new GetDocument(search, DocumentKind.Status), limit.Token);
            var slots = await gateway.ReadAsync(new GetDocument(search, DocumentKind.Slots), limit.Token);
            return new(SeenDocument<StatusDocument>.Of(status, last.Status), SeenDocument<SlotsDocument>.Of(slots, last.Slots), null, false);
        }
        catch (RefusedException e)
        {
            return e.Status == StatusCodes.Status404NotFound ? last with { Gone = true, Waiting = null } : last with { Waiting = e.Message };
        }
        catch (JournalAwayException e)
        {
            return last with { Waiting = e.Away.Reason };
        }
        catch (Exception e) when (e is AskTimeoutException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return last with { Waiting = "no coordinator is active at the moment" };
        }
#pragma warning disable CA1031 // A fault of this coordinator: followers see it, and the search is asked for again.
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var why = $"this coordinator cannot read it: {e.Message.ReplaceLineEndings(" ")}";
            if (why != last.Waiting) CannotRead(log, search, e);
            return last with { Waiting = why };
        }
    }

    [LoggerMessage(LogLevel.Error, "search {Search}: its followers wait, because it cannot be read")]
    private static partial void CannotRead(ILogger log, SearchId search, Exception fault);

    /// <summary>The state of one search that all its followers share.</summary>
    internal sealed class Feed
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _changed = New();

        /// <summary>Of the question that is asked next.</summary>
        private TaskCompletionSource _answered = New();

        /// <summary>Under the lock of all feeds.</summary>
        public int Followers { get; set; }

        public FeedState Newest { get; private set; } = new(null, null, null, false);

        public void Set(FeedState state)
        {
            lock (_lock)
            {
                if (state == Newest) return;
                Newest = state;
                Next(ref _changed).SetResult();
            }
        }

        /// <summary>A question is asked; the caller completes what is returned once it is answered, whatever the answer.</summary>
        public TaskCompletionSource Begin()
        {
            lock (_lock) return Next(ref _answered);
        }

        public Task Afresh()
        {
            lock (_lock) return Newest.Gone ? Task.CompletedTask : _answered.Task;
        }

        public Task Changed(FeedState from)
        {
            lock (_lock) return Newest == from ? _changed.Task : Task.CompletedTask;
        }

        private static TaskCompletionSource Next(ref TaskCompletionSource source) => Interlocked.Exchange(ref source, New());

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>One client that follows a search; disposed once, when it stops.</summary>
    internal sealed class Follower(SearchFeeds feeds, Feed feed) : IDisposable
    {
        public FeedState Newest => feed.Newest;

        /// <summary>
        /// Completed by the answer to a question asked after this client connected: an earlier answer may be older than what another coordinator sent to it.
        /// </summary>
        public Task Afresh { get; } = feed.Afresh();

        /// <summary>Waits until the state is not this any more; false when it still is after so long.</summary>
        public async Task<bool> ChangedAsync(FeedState from, TimeSpan within, CancellationToken cancel)
        {
            try
            {
                await feed.Changed(from).WaitAsync(within, cancel);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        public void Dispose()
        {
            lock (feeds._lock) feed.Followers--;
        }
    }
}
