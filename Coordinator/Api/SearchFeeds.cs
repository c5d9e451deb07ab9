using System.Text.Json;
using System.Text.Json.Nodes;
using ActorSearch.Messages;
using ActorSearch.Search;
using Akka.Actor;

namespace ActorSearch.Coordinator.Api;

/// <summary>What a search was when last asked for, as JSON in one line each.</summary>
/// <param name="Waiting">Why nobody could tell just now; the rest is as it was.</param>
/// <param name="Gone">There is no such search (any more).</param>
internal sealed record FeedState(string? Status, string? Slots, string? Waiting, bool Gone);

/// <summary>Asks for each search that somebody of this coordinator's clients follows, once for all of them, twice a second.</summary>
internal sealed class SearchFeeds(SearchGateway gateway, CancellationToken stopping)
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
                feed.Set(await NextAsync(search, feed.Newest));
                begun.SetResult();
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
            var status = OneLine(await gateway.ReadAsync(new GetDocument(search, DocumentKind.Status, 0), limit.Token));
            return new(status, OneLine(await gateway.ReadAsync(new GetDocument(search, DocumentKind.Slots, 0), limit.Token)), null, false);
        }
        catch (RefusedException)
        {
            return last with { Gone = true, Waiting = null };
        }
        catch (JournalAwayException e)
        {
            return last with { Waiting = Why(e.Away.Reason) };
        }
        catch (Exception e) when (e is AskTimeoutException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return last with { Waiting = Why("no coordinator is active at the moment") };
        }
    }

    private static string Why(string reason) => JsonSerializer.Serialize(new { reason });

    private static string OneLine(byte[] json) => JsonNode.Parse(json)!.ToJsonString();

    /// <summary>What followers of one search see.</summary>
    internal interface IFeed : IDisposable
    {
        FeedState Newest { get; }

        /// <summary>
        /// Answered is a question that was asked after this follower came: what was known then may be older than what it heard of another coordinator.
        /// </summary>
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

        /// <summary>A question is asked; what is returned is completed when it is answered.</summary>
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
