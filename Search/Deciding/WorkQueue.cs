using ActorSearch.Search.Candidates;

namespace ActorSearch.Search.Deciding;

/// <summary>Where work stands in line: runs before tests, then plan order, then replicate.</summary>
public readonly record struct QueueKey(WorkKind Kind, int Index, int Replicate) : IComparable<QueueKey>
{
    /// <inheritdoc/>
    public int CompareTo(QueueKey other) => (Kind, Index, Replicate).CompareTo((other.Kind, other.Index, other.Replicate));
}

/// <summary>Work that backs off.</summary>
public readonly record struct RetryKey(DateTimeOffset At, QueueKey Work) : IComparable<RetryKey>
{
    /// <inheritdoc/>
    public int CompareTo(RetryKey other) => (At, Work).CompareTo((other.At, other.Work));
}

/// <summary>
/// Work without a lease: ready, backing off until a time, or waiting for a run that makes a file again. Each piece of work is in
/// one of the three. Every change is O(log n).
/// </summary>
public sealed record WorkQueue
{
    /// <summary>Without work.</summary>
    public static WorkQueue Empty { get; } = new();

    /// <summary>What a slot can have now.</summary>
    public ImmutableSortedSet<QueueKey> Ready { get; init; } = [];

    /// <summary>What backs off, the earliest first.</summary>
    public ImmutableSortedSet<RetryKey> Retrying { get; init; } = [];

    /// <summary>By the run that is made again: what waits for it.</summary>
    public ImmutableDictionary<RunId, ImmutableSortedSet<QueueKey>> Waiting { get; init; } = ImmutableDictionary<RunId, ImmutableSortedSet<QueueKey>>.Empty;

    /// <summary>The other ways round, to take work out: when it retries, and what it waits for.</summary>
    private ImmutableDictionary<QueueKey, DateTimeOffset> RetryTimes { get; init; } = ImmutableDictionary<QueueKey, DateTimeOffset>.Empty;

    private ImmutableDictionary<QueueKey, RunId> Makers { get; init; } = ImmutableDictionary<QueueKey, RunId>.Empty;

    /// <summary>No work is in line.</summary>
    public bool IsEmpty => Ready.IsEmpty && Retrying.IsEmpty && Waiting.IsEmpty;

    /// <summary>The work is in line.</summary>
    public bool Contains(QueueKey work) => Ready.Contains(work) || RetryTimes.ContainsKey(work) || Makers.ContainsKey(work);

    /// <summary>With work that a slot can have now.</summary>
    public WorkQueue AddReady(QueueKey work) => this with { Ready = Ready.Add(work) };

    /// <summary>With work that backs off until a time.</summary>
    public WorkQueue AddRetry(QueueKey work, DateTimeOffset at) =>
        this with { Retrying = Retrying.Add(new RetryKey(at, work)), RetryTimes = RetryTimes.SetItem(work, at) };

    /// <summary>With work that waits for a run.</summary>
    public WorkQueue AddWaiting(QueueKey work, RunId maker) => this with
    {
        Waiting = Waiting.SetItem(maker, Waiting.GetValueOrDefault(maker, []).Add(work)),
        Makers = Makers.SetItem(work, maker),
    };

    /// <summary>Without the work, wherever it was.</summary>
    public WorkQueue Remove(QueueKey work)
    {
        if (RetryTimes.TryGetValue(work, out var at))
            return this with { Retrying = Retrying.Remove(new RetryKey(at, work)), RetryTimes = RetryTimes.Remove(work) };
        if (!Makers.TryGetValue(work, out var maker)) return this with { Ready = Ready.Remove(work) };
        var others = Waiting[maker].Remove(work);
        return this with { Waiting = others.IsEmpty ? Waiting.Remove(maker) : Waiting.SetItem(maker, others), Makers = Makers.Remove(work) };
    }

    /// <summary>The queue at a time: whose back-off is over is ready.</summary>
    public WorkQueue Wake(DateTimeOffset now)
    {
        var queue = this;
        while (!queue.Retrying.IsEmpty && queue.Retrying.Min.At <= now)
        {
            var work = queue.Retrying.Min.Work;
            queue = queue.Remove(work).AddReady(work);
        }
        return queue;
    }
}
