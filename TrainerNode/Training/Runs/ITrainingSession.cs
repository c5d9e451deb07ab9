namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>
/// Does one work order, synchronously, on the calling thread, which belongs to the slot. Never throws for a failure of input,
/// machine or file: it answers with <see cref="WorkFailed"/>.
/// </summary>
public interface ITrainingSession
{
    /// <summary>Does a work order.</summary>
    /// <param name="order">What to do.</param>
    /// <param name="observer">Receives the progress; called on this thread, must return quickly.</param>
    /// <param name="stop">When set, the session stops at the next batch with a checkpoint and answers <see cref="WorkInterrupted"/>.</param>
    WorkOutcome Run(WorkOrder order, ISessionObserver observer, CancellationToken stop);
}

/// <summary>Receives a session's progress.</summary>
public interface ISessionObserver
{
    /// <summary>Before anything is trained: the engine that was chosen. Never <see cref="EngineKind.Auto"/>.</summary>
    void Opened(EngineKind engine) { }

    /// <summary>The session lives: called at least every few seconds, from data loading on.</summary>
    /// <param name="epoch">0-based position on the schedule.</param>
    /// <param name="lastEpoch">Where the schedule ends (exclusive).</param>
    /// <param name="samples">Samples trained since the last call.</param>
    void Alive(int epoch, int lastEpoch, long samples);

    /// <summary>
    /// Before <see cref="EpochDone"/>, where the engine reports it: the norm of the gradient of the epoch's last batch, over the weights that are left. For
    /// people; it is in no record.
    /// </summary>
    void GradientNorm(double norm) { }

    /// <summary>An epoch was trained and evaluated.</summary>
    void EpochDone(EpochPoint point);

    /// <summary>The file is stored and durable; the attempt can be resumed from it.</summary>
    void CheckpointSaved(TrainingCheckpoint checkpoint);
}
