using ActorSearch.Coordinator.Searches;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>What happened while the search went from one number of candidates done to another.</summary>
/// <param name="CandidatesDone">At the end of the stretch.</param>
/// <param name="Seconds">How long the stretch took.</param>
/// <param name="Outcomes">Runs whose lease and result were decided in it.</param>
/// <param name="MicrosecondsPerDecision">Mean over leases and results, decisions that opened a round aside.</param>
/// <param name="LongestPauseSeconds">Longest time that the actor was busy with one message.</param>
internal sealed record Stretch(int CandidatesDone, double Seconds, long Outcomes, double MicrosecondsPerDecision, double LongestPauseSeconds)
{
    public double OutcomesPerSecond => Outcomes / Seconds;
}

/// <summary>
/// Gathers what a search's actor spends its time on, in stretches of so many candidates. Read when the search has ended: the view that reports the end was
/// published after the last stretch.
/// </summary>
internal sealed class SimulationMeter(int stretch) : ISearchMeter
{
    private readonly List<Stretch> _stretches = [];
    private readonly List<double> _rounds = [];
    private readonly TaskCompletionSource<(long Replayed, TimeSpan Took)> _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _began = TimeProvider.System.GetTimestamp();
    private TimeSpan _deciding, _pause;
    private long _decisions, _outcomes;
    private int _done;

    public IReadOnlyList<Stretch> Stretches => _stretches;

    /// <summary>Seconds of each decision that proposed candidates: strategy, new candidates and their work.</summary>
    public IReadOnlyList<double> Rounds => _rounds;

    public TimeSpan LongestPause { get; private set; }

    /// <summary>How long the actor was busy in all.</summary>
    public TimeSpan Busy { get; private set; }

    /// <summary>Of all stretches.</summary>
    public long Outcomes { get; private set; }

    public int Snapshots { get; private set; }

    public TimeSpan SlowestSnapshot { get; private set; }

    public Task<(long Replayed, TimeSpan Took)> Ready => _recovered.Task;

    public void Decided(Decision decision, TimeSpan took)
    {
        if (decision.Events.Any(e => e is CandidatesProposed))
        {
            _rounds.Add(took.TotalSeconds);
        }
        else if (!decision.Events.IsEmpty)
        {
            _decisions++;
            _deciding += took;
        }
        if (decision.Events.Any(e => e is RunCompleted)) _outcomes++;
        var done = decision.After.Counters.CandidatesIn;
        if (done >= _done + stretch || (decision.After.PlanDone && done > _done)) Close(done);
    }

    public void Handled(TimeSpan took)
    {
        Busy += took;
        if (took > _pause) _pause = took;
        if (took > LongestPause) LongestPause = took;
    }

    public void Recovered(long replayed, TimeSpan took) => _recovered.TrySetResult((replayed, took));

    public void Saved(TimeSpan took)
    {
        Snapshots++;
        if (took > SlowestSnapshot) SlowestSnapshot = took;
    }

    private void Close(int done)
    {
        var now = TimeProvider.System.GetTimestamp();
        _stretches.Add(new Stretch(
            done, TimeProvider.System.GetElapsedTime(_began, now).TotalSeconds, _outcomes,
            _decisions == 0 ? 0 : _deciding.TotalMicroseconds / _decisions, _pause.TotalSeconds));
        Outcomes += _outcomes;
        (_began, _done, _outcomes, _decisions, _deciding, _pause) = (now, done, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
    }
}
