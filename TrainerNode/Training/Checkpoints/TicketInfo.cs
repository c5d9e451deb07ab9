using ActorSearch.Search.Evaluating;
using ActorSearch.TrainerNode.Training.Data;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>What a ticket says besides its network. No attempt, host, path of a file or time: equal runs give equal bytes.</summary>
/// <param name="Path">The candidate's steps as text, empty for the root.</param>
/// <param name="KeptEpoch">Epochs done when the trained weights were taken.</param>
/// <param name="Thresholds">Operating points chosen on validation, on the logit.</param>
/// <param name="Use">Null in a ticket of format version 1.</param>
public sealed record TicketInfo(
    string TrainingHash, string Path, int Replicate, bool Dead, int KeptEpoch, int EpochsTrained,
    Thresholds Thresholds, Evaluation Validation, Normalization Normalization, TicketUse? Use);
