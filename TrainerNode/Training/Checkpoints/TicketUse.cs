namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>What the logits of a ticket mean, and what computed them.</summary>
/// <param name="Positive">The labels of the costly class, which a logit at or above the threshold stands for.</param>
/// <param name="OperatingPoint">What the threshold `objective` was chosen by.</param>
/// <param name="Engine">The engine that trained and evaluated it: another gives other last bits.</param>
/// <param name="Batch">Most samples that it evaluated at once, which changes the last bits of the dense engine.</param>
public sealed record TicketUse(ImmutableArray<string> Positive, OperatingPointSpec OperatingPoint, EngineKind Engine, int Batch);
