using ActorSearch.Search;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>Told what a trainer's slots do. Called on its actor's turn: it must return at once and never throw.</summary>
public interface ITrainerMeter
{
    /// <summary>An active coordinator knows this trainer, as it says at every beat; or it is gone.</summary>
    void Registered(bool known);

    void Started(int slot);

    /// <param name="gradientNorm">Of the epoch's last batch, where the engine tells it.</param>
    /// <param name="engine">What trained; null as long as nothing was trained, and where the session does not tell.</param>
    void Trained(int slot, long samples, EpochPoint? epoch, double? gradientNorm, EngineKind? engine);

    /// <param name="outcome">Null when it was stopped, and nobody wants to know.</param>
    void Ended(int slot, WorkOutcome? outcome);

    /// <summary>So many outcomes are not acknowledged.</summary>
    void Waiting(int results);
}
