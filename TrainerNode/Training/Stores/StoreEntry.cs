namespace ActorSearch.TrainerNode.Training.Stores;

/// <summary>What a store says of a file without reading it.</summary>
/// <param name="Written">When a write last stored it or found it there; null where the store does not report it.</param>
public readonly record struct StoreEntry(long Bytes, DateTimeOffset? Written);
