namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>A loss or a logit became NaN or infinite: the run's input (data or settings) does not train.</summary>
public sealed class NonFiniteException : Exception
{
    public NonFiniteException(string message) : base(message) { }
    public NonFiniteException(string message, Exception inner) : base(message, inner) { }
    public NonFiniteException() { }
}
