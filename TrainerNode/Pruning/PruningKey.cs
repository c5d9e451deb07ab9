namespace ActorSearch.TrainerNode.Pruning;

/// <summary>What the `random` criterion draws by.</summary>
public readonly record struct PruningKey(long Seed, int Replicate, int Level);
