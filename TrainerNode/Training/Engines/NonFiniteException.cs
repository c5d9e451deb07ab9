namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>A loss or a logit became NaN or infinite: the run's input (data or settings) does not train.</summary>
internal sealed class NonFiniteException(string message, Exception? inner = null) : Exception(message, inner);
