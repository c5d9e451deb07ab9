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
    private static readonly HashSet<string> ClusterTalk =
    [
        "HB", "HBR",
        .. new[]
        {
            "GossipStatus", "GossipEnvelope", "InternalClusterAction+InitJoin", "InternalClusterAction+InitJoinAck", "InternalClusterAction+InitJoinNack",
            "InternalClusterAction+Welcome", "InternalClusterAction+ExitingConfirmed",
        }.Select(type => $"Akka.Cluster.{type}, Akka.Cluster"),
    ];

    /// <summary>Whether the peer may send a frame.</summary>
    /// <param name="origin">The peer's address from its handshake; null before it.</param>
    public static bool Admits(WireFrame frame, Address? origin) =>
        frame.Message is not { } message || (origin is not null && (frame.Sender.Length == 0 || IsAt(frame.Sender, origin))
        && (message.Serializer == ActorSearchSerializer.SerializerId
            ? message.Is<ITrainerMessage>() && IsOfSearches(frame.Recipient)
            : Admits(message, origin)));

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
        var fields = new WireFields(join, repeated: 2);
        return fields.Inner(1)?.Inner(1) is { } address && IsSame(address.ToAddress(), origin)
            && fields.All(2).All(role => role.ToStringUtf8() != NodeHocon.CoordinatorRole);
    }

    private static bool IsOwn(ByteString content, int field, Address origin) =>
        new WireFields(content).Inner(field) is { } actor && IsAt(actor.Text(1), origin);

    private static bool IsAt(string path, Address node) => ActorPath.TryParse(path, out var parsed) && IsSame(parsed.Address, node);

    /// <summary>Compares all but the protocol: handshakes name the transport's protocol, and paths that of the remoting layer above it.</summary>
    private static bool IsSame(Address one, Address other) => one.Port == other.Port && one.System == other.System && one.Host == other.Host;
}
