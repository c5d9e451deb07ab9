using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Searches;

/// <summary>Hands the newest view of each search to its watchers; a slow watcher misses views, never the last one. Safe from any thread.</summary>
internal sealed class SearchViews
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SearchId, SearchView> _newest = [];
    private readonly Dictionary<Channel<SearchView>, SearchId> _watchers = [];
    private bool _completed;

    public void Publish(SearchView view)
    {
        lock (_lock)
        {
            _newest[view.State.Id] = view;
            foreach (var (channel, search) in _watchers)
                if (search == view.State.Id) channel.Writer.TryWrite(view);
        }
    }

    /// <summary>The newest view; null when there was none yet.</summary>
    public SearchView? Newest(SearchId search)
    {
        lock (_lock) return _newest.GetValueOrDefault(search);
    }

    /// <summary>The actor of the search has stopped; when it is started again, it makes another view.</summary>
    public void Forget(SearchId search)
    {
        lock (_lock) _newest.Remove(search);
    }

    /// <summary>Another process decides from now on, and what is known here grows old.</summary>
    public void Forget()
    {
        lock (_lock) _newest.Clear();
    }

    /// <summary>No more views will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            foreach (var channel in _watchers.Keys) channel.Writer.TryComplete();
        }
    }

    /// <summary>The views from now on, ending with the one in which the search is finished or cancelled, or when the coordinator stops.</summary>
    public async IAsyncEnumerable<SearchView> WatchAsync(SearchId search, [EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<SearchView>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            if (_newest.TryGetValue(search, out var newest)) channel.Writer.TryWrite(newest);
            if (_completed) channel.Writer.TryComplete();
            else _watchers.Add(channel, search);
        }
        try
        {
            await foreach (var view in channel.Reader.ReadAllAsync(cancel))
            {
                yield return view;
                if (view.State.HasEnded) yield break;
            }
        }
        finally
        {
            lock (_lock) _watchers.Remove(channel);
        }
    }
}
