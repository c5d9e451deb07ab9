using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Searches;

/// <summary>Adds up <see cref="SlotTimes"/>. Its caller reports each interval before anything changes; times are monotonic.</summary>
internal sealed class SlotClock
{
    private TimeSpan? _last;
    private double _total, _training, _evaluating, _barrier;

    /// <summary>Since the last call <paramref name="slots"/> slots were there, <paramref name="busy"/> of them at work.</summary>
    /// <param name="running">Whether the search was running; otherwise the interval does not count.</param>
    /// <param name="anyReady">Whether work was ready for an idle slot.</param>
    public void Advance(TimeSpan now, int slots, int busy, bool running, bool anyReady)
    {
        var seconds = _last is { } last ? (now - last).TotalSeconds : 0;
        _last = now;
        if (!running || seconds <= 0) return;
        _total += slots * seconds;
        if (!anyReady) _barrier += Math.Max(0, slots - busy) * seconds;
    }

    public void Trained(RunTimings timings)
    {
        _training += timings.TrainSeconds;
        _evaluating += timings.EvaluateSeconds;
    }

    public void Tested(TimeSpan time) => _evaluating += time.TotalSeconds;

    /// <summary>An attempt handed back: what it did is in its checkpoint.</summary>
    public void Interrupted(TimeSpan time) => _training += time.TotalSeconds;

    /// <param name="inTraining">Seconds of the training attempts in progress.</param>
    /// <param name="inTest">Seconds of the test evaluations in progress.</param>
    public SlotTimes Read(double inTraining, double inTest)
    {
        var (training, evaluating) = (_training + inTraining, _evaluating + inTest);
        return new SlotTimes(_total, training, evaluating, _barrier, Math.Max(0, _total - training - evaluating - _barrier));
    }
}
