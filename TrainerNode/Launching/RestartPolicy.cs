namespace ActorSearch.TrainerNode.Launching;

/// <summary>Decides when to restart a process that died: after 1 s, 2 s, 4 s, ..., and not any more after five deaths within two minutes. Pure.</summary>
/// <param name="givesUp">False: always restart, after at most <see cref="LongestWait"/>.</param>
internal sealed class RestartPolicy(bool givesUp = true)
{
    /// <summary>Number of deaths within <see cref="Window"/> after which the process is given up.</summary>
    public const int MaxDeaths = 5;

    /// <summary>Older deaths do not count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    /// <summary>Longest time to wait before a restart.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Queue<TimeSpan> _deaths = [];

    /// <summary>Records a death.</summary>
    /// <param name="now">The time of a monotonic clock.</param>
    /// <returns>How long to wait before the restart; null to give up.</returns>
    public TimeSpan? Died(TimeSpan now)
    {
        while (_deaths.TryPeek(out var oldest) && now - oldest > Window) _deaths.Dequeue();
        _deaths.Enqueue(now);
        if (givesUp && _deaths.Count >= MaxDeaths) return null;
        var wait = TimeSpan.FromSeconds(1L << (Math.Min(_deaths.Count, 10) - 1));
        return wait < LongestWait ? wait : LongestWait;
    }
}
