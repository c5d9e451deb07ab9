namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>The device has no room for an engine's buffers; a smaller micro-batch needs less.</summary>
internal sealed class DeviceMemoryException(string message, Exception cause) : Exception(message, cause);
