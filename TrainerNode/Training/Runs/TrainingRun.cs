using System.Diagnostics;
using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Objectives;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>Trains one run from its starting point, or from a checkpoint, to its ticket.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly RunInputs _inputs;
    private readonly StartingPoint _start;
    private readonly Schedule _schedule;
    private readonly ISessionObserver _observer;
    private readonly SessionClock _clock;
    private readonly INetworkEngine _engine;

    private bool _nothingDone = true;
    private int _epoch, _batch;
    private double _lossSum;
    private KeptWeights? _kept;
    private ImmutableArray<EpochPoint> _curve = [];
    private ImmutableArray<RewindWeights> _rootWeights = [];
    private TrainingCheckpoint? _resumedFrom;

    public TrainingRun(RunInputs inputs, StartingPoint start, IEngines engines, ISessionObserver observer, SessionClock clock)
    {
        var train = inputs.Order.Spec.Train;
        (_inputs, _start, _observer, _clock) = (inputs, start, observer, clock);
        _schedule = Schedule.Of(inputs.Order.Path, train);
        var loss = LossSettings.Of(train, _schedule.ClassCost);
        _engine = engines.Open(inputs.Architecture, start.Mask, train, loss, inputs.Order.MicroBatch);
        _epoch = _schedule.FirstEpoch;
        _engine.Load(start.Weights);
        observer.Opened(_engine.Kind);
    }

    /// <exception cref="NonFiniteException">The run does not train.</exception>
    public WorkOutcome Run(CancellationToken stop)
    {
        Resume();
        if (_inputs.Level == 0 && _epoch == 0 && _batch == 0) KeepForRewinding();
        while (_epoch < _schedule.EndEpoch)
        {
            if (TrainEpoch(stop)) return new WorkInterrupted(_nothingDone ? _resumedFrom : SaveCheckpoint());
            _epoch++;
            _batch = 0;
            EvaluateEpoch();
            if (_inputs.Level == 0) KeepForRewinding();
            _lossSum = 0;
            if (_epoch < _schedule.EndEpoch) SaveIfDue();
        }
        return Finish(_kept!, dead: false);
    }

    /// <summary>Evaluates a network that the input does not reach, with the weights it starts from, and stores its ticket.</summary>
    public WorkOutcome RecordDead()
    {
        var (thresholds, evaluation) = Evaluate();
        return Finish(new KeptWeights(_epoch, thresholds, evaluation, _start.Weights), dead: true);
    }

    public void Dispose() => _engine.Dispose();

    /// <returns>Whether it was stopped between two batches.</returns>
    private bool TrainEpoch(CancellationToken stop)
    {
        var (train, data) = (_inputs.Order.Spec.Train, _inputs.Data);
        var labels = data.Labels(Split.Train);
        var order = BatchOrder.Of(labels, train.BatchSize, train.Sampling, new BatchOrderKey(_inputs.Seed, _inputs.Replicate, _epoch));
        var batchLabels = new byte[train.BatchSize];
        var rate = Schedule.Rate(train, _epoch);
        var began = Stopwatch.GetTimestamp();
        for (; _batch * train.BatchSize < labels.Length; _batch++)
        {
            if (stop.IsCancellationRequested) return true;
            // Inside an epoch too, which may be long.
            if (!_nothingDone && _batch > 0) SaveIfDue();
            var indices = order.AsSpan(_batch * train.BatchSize, Math.Min(train.BatchSize, labels.Length - _batch * train.BatchSize));
            data.FillAugmented(indices, _inputs.Seed, _inputs.Replicate, _epoch, _engine.TrainingInputs(indices.Length));
            for (var i = 0; i < indices.Length; i++) batchLabels[i] = labels[indices[i]];
            var dropout = new DropoutStream(_inputs.Seed, _inputs.Replicate, _epoch, _batch, _inputs.Architecture.Layers.Length);
            try
            {
                _lossSum += _engine.Train(batchLabels.AsSpan(0, indices.Length), rate, dropout) * indices.Length;
            }
            catch (NonFiniteException e)
            {
                throw Diverged(e, $"in batch {_batch + 1} of epoch {_epoch + 1}");
            }
            _nothingDone = false;
            _clock.Beat(_epoch, _schedule.EndEpoch, indices.Length);
        }
        _clock.Trained(began);
        return false;
    }

    private void EvaluateEpoch()
    {
        var (thresholds, evaluation) = Evaluate();
        var loss = _lossSum / _inputs.Data.Labels(Split.Train).Length;
        var point = new EpochPoint(_epoch, loss, evaluation.Auc, evaluation.FalseNegatives, evaluation.FalsePositives);
        _curve = _curve.Add(point);
        var better = _kept is null || _inputs.Order.Spec.Train.Select == SelectKind.Last || evaluation.AucNumerator > _kept.Validation.AucNumerator;
        if (better) _kept = new KeptWeights(_epoch, thresholds, evaluation, _engine.Copy(_kept?.Weights));
        _clock.Flush(_epoch, _schedule.EndEpoch);
        _observer.GradientNorm(_engine.GradientNorm());
        _observer.EpochDone(point);
    }

    private (Thresholds Thresholds, Evaluation Evaluation) Evaluate()
    {
        var began = Stopwatch.GetTimestamp();
        var labels = _inputs.Data.Labels(Split.Validation);
        float[] logits;
        try
        {
            logits = EvaluationPass.Logits(_engine, _inputs.Data, Split.Validation, () => _clock.Beat(_epoch, _schedule.EndEpoch));
        }
        catch (NonFiniteException e)
        {
            throw Diverged(e, $"after epoch {_epoch}");
        }
        var thresholds = Evaluator.ChooseThresholds(logits, labels, _inputs.Order.Spec.Objectives.Fn);
        var evaluation = Evaluator.Evaluate(logits, labels, thresholds);
        _clock.Evaluated(began);
        return (thresholds, evaluation);
    }

    private static NonFiniteException Diverged(NonFiniteException e, string where) =>
        new($"training does not converge: {e.Message} {where} (a smaller learning_rate may help)", e);

    private void KeepForRewinding()
    {
        if (_inputs.RewindEpochs().Contains(_epoch)) _rootWeights = _rootWeights.Add(_inputs.StoreRootWeights(_epoch, _engine.Copy(), _engine.Steps));
    }

    private void SaveIfDue()
    {
        if (_clock.CheckpointDue(_inputs.Order.Spec.Resources.CheckpointSeconds)) _observer.CheckpointSaved(SaveCheckpoint());
    }

    private TrainingCheckpoint SaveCheckpoint()
    {
        var order = _inputs.Order;
        var state = new TrainingState(_epoch, _batch, _lossSum, _engine.Steps, _engine.Copy(), _engine.SaveOptimizer(), _kept, _curve, _rootWeights);
        var bytes = CheckpointFile.Write(state, _inputs.Layout, _start.Mask, order.TrainingHash, order.Path, _inputs.Replicate);
        var checkpoint = new TrainingCheckpoint(_inputs.Store.Write(bytes, _engine.Steps), _epoch, _batch);
        _clock.CheckpointTaken();
        return checkpoint;
    }

    /// <summary>Goes on from the newest checkpoint that can be read and whose stored root weights are there; from the start if none.</summary>
    private void Resume()
    {
        var order = _inputs.Order;
        foreach (var checkpoint in order.ResumeFrom)
        {
            try
            {
                var state = CheckpointFile.Read(
                    _inputs.Store.Read(checkpoint.Ref), _inputs.Layout, _start.Mask, order.Spec.Train.Optimizer.Slots,
                    checkpoint.Ref, order.TrainingHash, order.Path, _inputs.Replicate);
                if (!state.RootWeights.All(w => _inputs.Store.Exists(w.Ref))) continue;
                _engine.Load(state.Weights);
                _engine.RestoreOptimizer(state.Optimizer, state.Steps);
                (_epoch, _batch, _lossSum) = (state.Epoch, state.Batch, state.LossSum);
                (_kept, _curve, _rootWeights, _resumedFrom) = (state.Kept, state.Curve, state.RootWeights, checkpoint);
                return;
            }
            catch (CheckpointDamagedException)
            {
                // The next older one, or the beginning: the outcome is the same, only later.
            }
        }
    }

    private RunFinished Finish(KeptWeights kept, bool dead)
    {
        var order = _inputs.Order;
        var info = new TicketInfo(
            order.TrainingHash, order.Path.ToString(), _inputs.Replicate, dead, kept.Epoch, _curve.Length, kept.Thresholds, kept.Validation,
            _inputs.Data.Normalization, new TicketUse(order.Spec.Data.Positive, order.Spec.Objectives.Fn, _engine.Kind, _engine.EvaluationBatch));
        var ticket = _inputs.Store.Write(TicketFile.Write(new Ticket(info, _inputs.Layout, _start.Mask, _start.Weights, kept.Weights)), _engine.Steps);
        var result = new RunResult(
            kept.Validation, _start.Mask.Left, _inputs.Architecture.PrunableWeights, dead, kept.Epoch, _curve.Length,
            _start.Mask.Densities(_inputs.Architecture), _curve, ticket, _rootWeights, order.MicroBatch)
        { Engine = _engine.Kind };
        return new RunFinished(result, _clock.Timings());
    }
}
