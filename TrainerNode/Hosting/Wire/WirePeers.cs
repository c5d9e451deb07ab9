using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>Who is at the other end of a connection, by its certificate.</summary>
/// <param name="Certificate">Its thumbprint.</param>
/// <param name="IsCoordinator">It may say whatever this project's processes say to each other; others only what trainers say.</param>
public sealed record WirePeer(string Certificate, bool IsCoordinator);

/// <summary>The peers of this node's connections, as TLS saw them.</summary>
/// <param name="certificates">This node's; null: it has none, and whoever reaches it is taken for a coordinator.</param>
/// <param name="seeds">The coordinators: what is certified for the host of one is a coordinator.</param>
public sealed class WirePeers(NodeCertificates? certificates, IReadOnlyList<HostPort> seeds) : Setup
{
    /// <summary>More connections are not under way at one time. Those that never say anything are forgotten, the oldest first.</summary>
    private const int MostUnderWay = 4096;

    /// <summary>Of a node without certificates.</summary>
    public static WirePeers Everybody => new(null, []);

    private readonly ConcurrentDictionary<string, WirePeer> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private readonly Dictionary<Address, (string Certificate, int Connections)> _origins = [];

    public NodeCertificates? Certificates => certificates;

    public WirePeer Entitled(X509Certificate2 certificate) => new(certificate.Thumbprint, NodeCertificates.IsForOneOf(certificate, seeds));

    /// <summary>TLS has accepted a certificate of somebody who called.</summary>
    /// <param name="socket">The address that he called from, as Akka writes it.</param>
    public void Saw(string socket, X509Certificate2 certificate)
    {
        _seen[Key(socket)] = Entitled(certificate);
        _order.Enqueue(Key(socket));
        while (_order.Count > MostUnderWay && _order.TryDequeue(out var oldest)) _seen.TryRemove(oldest, out _);
    }

    /// <summary>Who called from there; one of whom nothing is known may say least.</summary>
    public WirePeer Of(Address socket) => _seen.GetValueOrDefault(Key($"{socket.Host}:{socket.Port}")) ?? new WirePeer("", certificates is null);

    public bool IsSeed(Address address) => seeds.Any(seed => seed.Port == address.Port && string.Equals(seed.Host, address.Host, StringComparison.OrdinalIgnoreCase));

    /// <summary>Holds a node's address for a certificate for as long as one of its connections is open.</summary>
    /// <returns>False: another certificate holds it.</returns>
    public bool Claim(Address origin, WirePeer peer)
    {
        lock (_origins)
        {
            if (_origins.TryGetValue(origin, out var held) && held.Certificate != peer.Certificate) return false;
            _origins[origin] = (peer.Certificate, held.Connections + 1);
            return true;
        }
    }

    public void Release(Address origin)
    {
        lock (_origins)
        {
            if (!_origins.TryGetValue(origin, out var held)) return;
            if (held.Connections <= 1) _origins.Remove(origin);
            else _origins[origin] = held with { Connections = held.Connections - 1 };
        }
    }

    /// <summary>One form for the several in which a socket's address is written.</summary>
    private static string Key(string peer) => IPEndPoint.TryParse(peer, out var end) ? new IPEndPoint(end.Address.MapToIPv6(), end.Port).ToString() : peer;
}
