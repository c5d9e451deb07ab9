namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>Records what a trainer's slots do. The trainer's actor calls it while it handles messages, so it must return at once and never throw.</summary>
public interface ITrainerMeter
{
    /// <summary>A coordinator confirmed the trainer's registration (it does so at every beat), or the trainer lost its coordinator.</summary>
    void Registered(bool known);

    /// <summary>A slot started an attempt.</summary>
    void Started(int slot);

    /// <summary>A slot made progress.</summary>
    /// <param name="samples">Samples trained since the previous call for the slot.</param>
    /// <param name="epoch">The epoch that the slot has completed; null if it is still in progress.</param>
    /// <param name="gradientNorm">Gradient norm of the epoch's last batch; null if the engine does not report it.</param>
    /// <param name="engine">The engine in use; null before one is chosen, and if the session does not report it.</param>
    void Trained(int slot, long samples, EpochPoint? epoch, double? gradientNorm, EngineKind? engine);

    /// <summary>A slot's attempt ended.</summary>
    /// <param name="outcome">Null if the search stopped the attempt and discards its outcome.</param>
    void Ended(int slot, WorkOutcome? outcome);

    /// <summary>The number of unacknowledged outcomes changed.</summary>
    void Waiting(int results);
}
