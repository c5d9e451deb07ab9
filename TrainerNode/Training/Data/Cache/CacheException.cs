namespace ActorSearch.TrainerNode.Training.Data.Cache;

/// <summary>The cache of decoded images cannot be used, and the images are too large to be held in memory: this machine is at fault, not the data.</summary>
/// <param name="message">Names the folder, and contains nothing of the data.</param>
public sealed class CacheException(string message, Exception inner) : IOException(message, inner);
