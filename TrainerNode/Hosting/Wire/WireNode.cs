using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorSearch.Search;
using Akka.Actor.Setup;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>Where a node listens for others, and by which certificates they prove who they are.</summary>
public sealed class WireNode : Setup
{
    /// <summary>Address or name of this machine; all of its addresses: `0.0.0.0`.</summary>
    public required string Host { get; init; }

    /// <summary>0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>Name or address by which other nodes reach this one; null: <see cref="Host"/>.</summary>
    public string? PublicHost { get; init; }

    /// <summary>Null: nothing is encrypted, and every peer is treated as a coordinator.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>The coordinators' addresses. A certificate for one of their hosts is a coordinator's.</summary>
    public IReadOnlyList<HostPort> Seeds { get; init; } = [];

    public static WireNode Of(NodeOptions options, NodeCertificates? certificates) => new()
    {
        Host = options.Host,
        Port = options.Port,
        PublicHost = options.PublicHost,
        Certificates = certificates,
        Seeds = options.Seeds,
    };

    internal TcpListener? Listener { get; private set; }

    /// <summary>Binds the port. Done before the actor system starts, because Akka would hide the reason of a failure in a stack trace.</summary>
    /// <exception cref="BadInputException">Another process has it, or the host is no address of this machine.</exception>
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
                ? string.Create(CultureInfo.InvariantCulture, $"port: {Port} is in use by another process")
                : $"host: {Host}: {e.Message}", e);
        }
    }
}
