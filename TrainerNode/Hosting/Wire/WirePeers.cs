using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>Who is at the other end of a connection, by its certificate.</summary>
/// <param name="Certificate">Its thumbprint.</param>
/// <param name="IsCoordinator">It may say whatever this project's processes say to each other; others only what trainers say.</param>
internal sealed record WirePeer(string Certificate, bool IsCoordinator)
{
    /// <summary>Of a node without certificates.</summary>
    public static WirePeer Anybody { get; } = new("", true);

    public static WirePeer Of(X509Certificate2 certificate, IReadOnlyList<HostPort> seeds) =>
        new(certificate.Thumbprint, NodeCertificates.IsForOneOf(certificate, seeds));
}

/// <summary>The addresses that the peers of this node have, each for the certificate that was there first.</summary>
/// <param name="seeds">Those that only coordinators have.</param>
internal sealed class WirePeers(IReadOnlyList<HostPort> seeds, TimeProvider? time = null)
{
    /// <summary>
    /// How long an address stays reserved after its last connection: a network failure closes all connections of a node that is still a member.
    /// </summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private DateTimeOffset _forgot;
    private readonly Dictionary<Address, (string Certificate, int Connections, DateTimeOffset Since)> _origins = [];

    /// <summary>Holds a node's address for a certificate for as long as one of its connections is open, and for a while afterwards.</summary>
    /// <returns>False: another certificate holds it, or it is a coordinator's and the peer is none.</returns>
    public bool Claim(Address origin, WirePeer peer)
    {
        if (!peer.IsCoordinator && IsSeed(origin)) return false;
        lock (_origins)
        {
            Forget();
            // A coordinator's certificate may have been made anew.
            var (certificate, connections, _) = _origins.GetValueOrDefault(origin, (peer.Certificate, 0, default));
            if (certificate != peer.Certificate && !peer.IsCoordinator) return false;
            _origins[origin] = (peer.Certificate, connections + 1, default);
            return true;
        }
    }

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
