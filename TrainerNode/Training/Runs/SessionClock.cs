using System.Diagnostics;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>A session's stopwatches: they time the observer's beat, the checkpoints and the telemetry, and decide nothing else.</summary>
internal sealed class SessionClock(ISessionObserver observer)
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _lastBeat, _lastCheckpoint = Stopwatch.GetTimestamp();
    private long _samples;
    private TimeSpan _training, _evaluating;

    /// <summary>Tells the observer that the session lives, at most once a second.</summary>
    public void Beat(int epoch, int lastEpoch, int samples = 0)
    {
        _samples += samples;
        if (_lastBeat == 0 || Stopwatch.GetElapsedTime(_lastBeat) >= BeatEvery) Tell(epoch, lastEpoch);
    }

    /// <summary>Reports the samples that no beat has reported yet.</summary>
    public void Flush(int epoch, int lastEpoch)
    {
        if (_samples > 0) Tell(epoch, lastEpoch);
    }

    /// <summary>Whether so many seconds have passed since the last checkpoint (or the beginning).</summary>
    public bool CheckpointDue(double seconds) => Stopwatch.GetElapsedTime(_lastCheckpoint).TotalSeconds >= seconds;

    public void CheckpointTaken() => _lastCheckpoint = Stopwatch.GetTimestamp();

    public void Trained(long since) => _training += Stopwatch.GetElapsedTime(since);
    public void Evaluated(long since) => _evaluating += Stopwatch.GetElapsedTime(since);

    public RunTimings Timings()
    {
        var other = Stopwatch.GetElapsedTime(_start) - _training - _evaluating;
        return new RunTimings(_training.TotalSeconds, _evaluating.TotalSeconds, Math.Max(0, other.TotalSeconds));
    }

    private void Tell(int epoch, int lastEpoch)
    {
        observer.Alive(epoch, lastEpoch, _samples);
        (_lastBeat, _samples) = (Stopwatch.GetTimestamp(), 0);
    }
}
