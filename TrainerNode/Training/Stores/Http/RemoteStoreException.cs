using System.Net;

namespace ActorSearch.TrainerNode.Training.Stores.Http;

/// <summary>One server failed at one request.</summary>
public sealed class RemoteStoreException : IOException
{
    /// <param name="message">In one line, with the server.</param>
    public RemoteStoreException(RemoteFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    /// <summary>What went wrong, which decides whether a retry can help.</summary>
    public RemoteFault Fault { get; }

    /// <summary>May succeed a little later.</summary>
    public bool Passes => Fault is RemoteFault.Away or RemoteFault.Busy or RemoteFault.Full;

    internal static RemoteStoreException Of(Uri server, HttpStatusCode status) => new(
        (int)status switch
        {
            404 => RemoteFault.Missing,
            422 => RemoteFault.Damaged,
            409 => RemoteFault.Busy,
            507 => RemoteFault.Full,
            408 or 429 or >= 500 => RemoteFault.Away,
            _ => RemoteFault.Refused,
        },
        $"{server.Authority}: {(int)status} {Words(status)}");

    private static string Words(HttpStatusCode status) => (int)status switch
    {
        401 => "the token is missing or wrong",
        404 => "no such file",
        409 => "being uploaded by another",
        413 => "larger than the store takes",
        421 => "the coordinator does not answer to this name (its setting http-names)",
        422 => "the contents do not match the hash",
        429 => "too many wrong tokens came from this address",
        503 => "not now",
        507 => "the disk is full",
        _ => status.ToString(),
    };
}
