namespace ActorSearch.TrainerNode.Training.Stores.Http;

/// <summary>One server failed at one request.</summary>
/// <param name="fault">What went wrong, which decides whether a retry can help.</param>
/// <param name="message">In one line, with the server.</param>
public sealed class RemoteStoreException(RemoteFault fault, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>What went wrong, which decides whether a retry can help.</summary>
    public RemoteFault Fault => fault;

    /// <summary>May succeed a little later.</summary>
    public bool Passes => Fault is RemoteFault.Away or RemoteFault.Busy or RemoteFault.Full;
}
