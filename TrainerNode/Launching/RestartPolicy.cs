namespace ActorSearch.TrainerNode.Launching;

/// <summary>When a process that died is started again: after 1 s, 2 s, 4 s, ... and no more when it died five times within two minutes. Pure.</summary>
/// <param name="givesUp">False: however often, after at most <see cref="LongestWait"/>.</param>
internal sealed class RestartPolicy(bool givesUp = true)
{
    public const int MaxDeaths = 5;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Queue<TimeSpan> _deaths = [];

    /// <param name="now">Monotonic.</param>
    /// <returns>How long to wait; null to give up.</returns>
    public TimeSpan? Died(TimeSpan now)
    {
        while (_deaths.TryPeek(out var oldest) && now - oldest > Window) _deaths.Dequeue();
        _deaths.Enqueue(now);
        if (givesUp && _deaths.Count >= MaxDeaths) return null;
        var wait = TimeSpan.FromSeconds(1L << (Math.Min(_deaths.Count, 10) - 1));
        return wait < LongestWait ? wait : LongestWait;
    }
}
