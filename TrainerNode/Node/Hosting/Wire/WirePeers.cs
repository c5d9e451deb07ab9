using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>The peer of a connection, as its certificate identifies it.</summary>
/// <param name="Certificate">Thumbprint of its certificate.</param>
/// <param name="IsCoordinator">Whether it may send every message that nodes exchange; other peers may send only what trainers send.</param>
internal sealed record WirePeer(string Certificate, bool IsCoordinator)
{
    /// <summary>Any peer of a node without certificates: it may send every message.</summary>
    public static WirePeer Unknown { get; } = new("", true);

    /// <summary>The peer with a trusted certificate.</summary>
    public static WirePeer Of(X509Certificate2 certificate, IReadOnlyList<HostPort> seeds) =>
        new(certificate.Thumbprint, NodeCertificates.IsForOneOf(certificate, seeds));
}

/// <summary>The addresses of this node's peers. Each is reserved for the certificate that claimed it first. Thread-safe.</summary>
/// <param name="seeds">Addresses that only coordinators may claim.</param>
internal sealed class WirePeers(IReadOnlyList<HostPort> seeds, TimeProvider? time = null)
{
    /// <summary>
    /// How long an address stays reserved after its last connection has closed, because a network failure closes all connections of a node that is still a
    /// member.
    /// </summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private DateTimeOffset _forgot;
    private readonly Dictionary<Address, (string Certificate, int Connections, DateTimeOffset Since)> _origins = [];

    /// <summary>Reserves an address for a peer's certificate while one of its connections is open, and for <see cref="HeldFor"/> afterwards.</summary>
    /// <returns>False if another certificate holds the address, or it is a coordinator's and the peer is not one.</returns>
    public bool Claim(Address origin, WirePeer peer)
    {
        if (!peer.IsCoordinator && IsSeed(origin)) return false;
        lock (_origins)
        {
            Forget();
            // A coordinator may take over the address: its certificate may have been renewed.
            var (certificate, connections, _) = _origins.GetValueOrDefault(origin, (peer.Certificate, 0, default));
            if (certificate != peer.Certificate && !peer.IsCoordinator) return false;
            _origins[origin] = (peer.Certificate, connections + 1, default);
            return true;
        }
    }

    /// <summary>Counts a closed connection of an address.</summary>
    public void Release(Address origin)
    {
        lock (_origins)
            if (_origins.TryGetValue(origin, out var held)) _origins[origin] = held with { Connections = held.Connections - 1, Since = _time.GetUtcNow() };
    }

    private void Forget()
    {
        var now = _time.GetUtcNow();
        if (now - _forgot < TimeSpan.FromSeconds(1)) return;
        (_forgot, var before) = (now, now - HeldFor);
        foreach (var (origin, _) in _origins.Where(pair => pair.Value.Connections == 0 && pair.Value.Since < before).ToList()) _origins.Remove(origin);
    }

    private bool IsSeed(Address address) =>
        seeds.Any(seed => seed.Port == address.Port && string.Equals(seed.Host, address.Host, StringComparison.OrdinalIgnoreCase));
}
