using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using Akka.Actor;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>Asks for each search that somebody of this coordinator's clients follows, once for all of them, twice a second.</summary>
internal sealed partial class SearchFeeds(SearchGateway gateway, ILogger<SearchFeeds> log, CancellationToken stopping)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer than an answer takes, shorter than a failover: a message to a coordinator that is gone is lost.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Dictionary<SearchId, Feed> _feeds = [];

    /// <summary>Until it is disposed.</summary>
    public IFeed Follow(SearchId search)
    {
        lock (_lock)
        {
            var isNew = !_feeds.TryGetValue(search, out var feed);
            if (isNew) _feeds.Add(search, feed = new Feed());
            feed!.Followers++;
            var following = new Following(this, feed, feed.Afresh());
            if (isNew) _ = Task.Run(() => AskAsync(search, feed), stopping);
            return following;
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
            var status = SeenDocument<StatusDocument>.Of(await gateway.ReadAsync(new GetDocument(search, DocumentKind.Status), limit.Token), last.Status);
            return new(status, SeenDocument<SlotsDocument>.Of(await gateway.ReadAsync(new GetDocument(search, DocumentKind.Slots), limit.Token), last.Slots), null, false);
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
#pragma warning disable CA1031 // A fault of this coordinator: followers are told, and it is asked again.
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

    /// <summary>What followers of one search see.</summary>
    internal interface IFeed : IDisposable
    {
        FeedState Newest { get; }

        /// <summary>Completed by the answer to a question asked after this client connected: an earlier answer may be older than what it heard from another coordinator.</summary>
        Task Afresh { get; }

        /// <summary>Waits until it is not this any more; false when it still is after so long.</summary>
        Task<bool> ChangedAsync(FeedState from, TimeSpan within, CancellationToken cancel);
    }

    private sealed class Feed
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Of the question that is asked next.</summary>
        private TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Under the lock of all feeds.</summary>
        public int Followers { get; set; }

        public FeedState Newest { get; private set; } = new(null, null, null, false);

        public void Set(FeedState state)
        {
            lock (_lock)
            {
                if (state == Newest) return;
                Newest = state;
                _changed.SetResult();
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        /// <summary>A question is asked; the caller completes what is returned once it is answered, whatever the answer.</summary>
        public TaskCompletionSource Begin()
        {
            lock (_lock)
            {
                var begun = _answered;
                _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return begun;
            }
        }

        public Task Afresh()
        {
            lock (_lock) return Newest.Gone ? Task.CompletedTask : _answered.Task;
        }

        public Task Changed(FeedState from)
        {
            lock (_lock) return Newest == from ? _changed.Task : Task.CompletedTask;
        }
    }

    private sealed class Following(SearchFeeds feeds, Feed feed, Task afresh) : IFeed
    {
        private int _disposed;

        public FeedState Newest => feed.Newest;

        public Task Afresh => afresh;

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
            if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
            lock (feeds._lock) feed.Followers--;
        }
    }
}
