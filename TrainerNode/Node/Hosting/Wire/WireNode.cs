using System.Net;
using System.Net.Sockets;
using Akka.Actor.Setup;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>
/// The address on which a node listens for others, and the certificates that they authenticate with. <see cref="WireTransport"/> reads this setup.
/// </summary>
public sealed class WireNode : Setup
{
    /// <summary>Address or name of this machine; `0.0.0.0` for all of its addresses.</summary>
    public required string Host { get; init; }

    /// <summary>Port to listen on; 0 = any free port.</summary>
    public int Port { get; init; }

    /// <summary>Name or address at which other nodes reach this one; null: <see cref="Host"/>.</summary>
    public string? PublicHost { get; init; }

    /// <summary>This node's certificates; null: nothing is encrypted, and every peer is treated as a coordinator.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>The coordinators' addresses. A peer is a coordinator if its certificate is for one of their hosts.</summary>
    public IReadOnlyList<HostPort> Seeds { get; init; } = [];

    /// <summary>The setup that a node's options describe.</summary>
    public static WireNode Of(NodeOptions options, NodeCertificates? certificates) => new()
    {
        Host = options.Host,
        Port = options.Port,
        PublicHost = options.PublicHost,
        Certificates = certificates,
        Seeds = options.Seeds,
    };

    /// <summary>The socket that listens; null before <see cref="Listen"/>.</summary>
    internal TcpListener? Listener { get; private set; }

    /// <summary>Binds the port. Call it before the actor system starts, because Akka would bury the reason of a failure in a stack trace.</summary>
    /// <exception cref="BadInputException">Another process uses the port, or the host is not an address of this machine.</exception>
    internal void Listen()
    {
        try
        {
            var addresses = IPAddress.TryParse(Host, out var given) ? [given] : Dns.GetHostAddresses(Host);
            Listener = new TcpListener(Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0], Port);
            Listener.Start();
        }
        catch (SocketException e)
        {
            Listener?.Dispose();
            throw new BadInputException(e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"port: {Port} is in use by another process"
                : $"host: {Host}: {e.Message}", e);
        }
    }
}
