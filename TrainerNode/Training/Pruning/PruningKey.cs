namespace ActorSearch.TrainerNode.Training.Pruning;

/// <summary>What the `random` criterion draws by.</summary>
public readonly record struct PruningKey(long Seed, int Replicate, int Level);
