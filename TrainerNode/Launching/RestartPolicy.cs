namespace ActorSearch.TrainerNode.Launching;

/// <summary>When a process that died is started again: after 1 s, 2 s, 4 s, ... and no more when it died five times within two minutes. Pure.</summary>
internal sealed class RestartPolicy
{
    public const int MaxDeaths = 5;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private readonly Queue<TimeSpan> _deaths = [];

    /// <param name="now">Monotonic.</param>
    /// <returns>How long to wait; null to give up.</returns>
    public TimeSpan? Died(TimeSpan now)
    {
        while (_deaths.TryPeek(out var oldest) && now - oldest > Window) _deaths.Dequeue();
        _deaths.Enqueue(now);
        return _deaths.Count >= MaxDeaths ? null : TimeSpan.FromSeconds(Math.Pow(2, _deaths.Count - 1));
    }
}
