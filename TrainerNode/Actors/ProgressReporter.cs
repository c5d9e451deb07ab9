using System.Diagnostics;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Training.Runs;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>Turns a session's calls into messages to the slot's actor, "alive" at most once per interval. Not thread-safe.</summary>
internal sealed class ProgressReporter(SlotId slot, WorkOrder order, IActorRef owner, TimeSpan every) : ISessionObserver
{
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private bool _spoke;
    private int _epoch, _lastEpoch;
    private long _samples;
    private double _speed;
    private double? _gradientNorm;
    private EngineKind? _engine;

    /// <inheritdoc/>
    public void Opened(EngineKind engine) => _engine = engine;

    /// <inheritdoc/>
    public void Alive(int epoch, int lastEpoch, long samples)
    {
        (_epoch, _lastEpoch) = (epoch, lastEpoch);
        _samples += samples;
        if (!_spoke || _sinceLast.Elapsed >= every) Send(null, null);
    }

    /// <inheritdoc/>
    public void GradientNorm(double norm) => _gradientNorm = norm;

    /// <inheritdoc/>
    public void EpochDone(EpochPoint point) => Send(point, null);

    /// <inheritdoc/>
    public void CheckpointSaved(TrainingCheckpoint checkpoint) => Send(null, checkpoint);

    private void Send(EpochPoint? point, TrainingCheckpoint? checkpoint)
    {
        var seconds = _sinceLast.Elapsed.TotalSeconds;
        if (_samples > 0 && seconds > 0) _speed = _samples / seconds;
        var progress = new TrainingProgress(
            order.Search, slot, order.Work, order.Attempt, _epoch, _lastEpoch, _samples, _speed, point, checkpoint, _engine);
        owner.Tell(new SlotProgress(order, progress, point is null ? null : _gradientNorm));
        _spoke = true;
        _samples = 0;
        _sinceLast.Restart();
    }
}
