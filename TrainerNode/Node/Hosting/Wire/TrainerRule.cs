using ActorSearch.Messages;
using Akka.Actor;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>
/// Decides which frames a peer that is not a coordinator may send: a trainer's messages, and messages of the cluster's protocol that concern only that peer.
/// <see cref="WireRule"/> applies as well.
/// </summary>
internal static class TrainerRule
{
    private const string Join = "Akka.Cluster.InternalClusterAction+Join, Akka.Cluster";

    /// <summary>
    /// Heartbeats, gossip and joining. `Down` and `Leave` are not included, because a node can remove others with them. To leave, a node sends `Leave` to
    /// itself, and gossip spreads the news.
    /// </summary>
    private static readonly HashSet<string> ClusterTalk = new(StringComparer.Ordinal)
    {
        "HB", "HBR", "Akka.Cluster.GossipStatus, Akka.Cluster", "Akka.Cluster.GossipEnvelope, Akka.Cluster",
        "Akka.Cluster.InternalClusterAction+InitJoin, Akka.Cluster",
        "Akka.Cluster.InternalClusterAction+InitJoinAck, Akka.Cluster", "Akka.Cluster.InternalClusterAction+InitJoinNack, Akka.Cluster",
        "Akka.Cluster.InternalClusterAction+Welcome, Akka.Cluster", "Akka.Cluster.InternalClusterAction+ExitingConfirmed, Akka.Cluster",
    };

    /// <summary>Whether the peer may send a frame.</summary>
    /// <param name="origin">The peer's address from its handshake; null before it.</param>
    public static bool Admits(WireFrame frame, Address? origin) =>
        frame.Message is not { } message || (origin is not null && (frame.Sender.Length == 0 || IsAt(frame.Sender, origin))
        && (message.Serializer == ActorSearchSerializer.SerializerId
            ? IsOfTrainers(message.Manifest) && IsOfSearches(frame.Recipient)
            : Admits(message, origin)));

    private static bool IsOfTrainers(string manifest) => Manifests.Types.TryGetValue(manifest, out var type) && type.IsAssignableTo(typeof(ITrainerMessage));

    /// <summary>
    /// Whether a path is that of the singleton that supervises searches, or of an actor below it. Trainers hold references to these, and never send their
    /// messages to a selection or to an actor above.
    /// </summary>
    private static bool IsOfSearches(string path) => ActorPath.TryParse(path, out var parsed) && parsed.Elements is ["user", SupervisorProxy.Name, _, ..]
        && !parsed.Elements.Any(element => element is "" or "." or "..");

    private static bool Admits(WireMessage message, Address origin) => message.Serializer switch
    {
        WireRule.Cluster => message.Manifest switch
        {
            Join => IsOwnJoin(message.Content, origin),
            var manifest => ClusterTalk.Contains(manifest),
        },
        WireRule.Selection => message.Nested() is { } selected && Admits(selected, origin),
        WireRule.Miscellaneous => true,
        // The actor that terminated, or that starts or stops watching, must be one of the peer's own.
        WireRule.SystemMessages => IsOwn(message.Content, field: message.Manifest.Contains("DeathWatchNotification", StringComparison.Ordinal) ? 1 : 2, origin),
        _ => false,
    };

    /// <summary>Whether the peer joins under its own address and without the coordinator's role.</summary>
    private static bool IsOwnJoin(ByteString join, Address origin)
    {
        var (own, trainer) = (false, true);
        WireFrame.Fields(join, (field, value) =>
        {
            if (field == 1) WireFrame.Fields(value, (inner, address) => own |= inner == 1 && IsSame(WireFrame.ReadAddress(address), origin));
            if (field == 2) trainer &= value.ToStringUtf8() != NodeHocon.CoordinatorRole;
        }, repeated: 2);
        return own && trainer;
    }

    private static bool IsOwn(ByteString content, int field, Address origin)
    {
        var own = false;
        WireFrame.Fields(content, (outer, value) =>
        {
            if (outer == field) WireFrame.Fields(value, (inner, path) => own |= inner == 1 && IsAt(path.ToStringUtf8(), origin));
        });
        return own;
    }

    private static bool IsAt(string path, Address node) => ActorPath.TryParse(path, out var parsed) && IsSame(parsed.Address, node);

    /// <summary>Compares all but the protocol: handshakes name the transport's protocol, and paths that of the remoting layer above it.</summary>
    private static bool IsSame(Address one, Address other) => one.Port == other.Port && one.System == other.System && one.Host == other.Host;
}
