using Akka.Hosting;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>What a node reads from the wire: this project's messages and a cluster's own protocol (docs/decisions/0015).</summary>
public static class WireProtocol
{
    /// <summary>
    /// Akka's serializers, by their names in its configuration, that no node of ours uses. They create what the wire names by type, or deploy a peer's actors here, or
    /// belong to parts of Akka that are not in use.
    /// </summary>
    private static readonly (string Name, int Identifier)[] Refused =
    [
        ("json", 1), ("proto", 2), ("daemon-create", 3), ("bytes", 4), ("akka-pubsub", 9), ("akka-replicated-data", 11), ("akka-data-replication", 12), ("akka-sharding", 13),
        ("akka-cluster-client", 15), ("akka-stream-ref", 30), ("reliable-delivery", 36),
    ];

    /// <summary>Replaces them; what a setup gives stands over every configuration.</summary>
    public static AkkaConfigurationBuilder WithWireProtocol(this AkkaConfigurationBuilder akka)
    {
        foreach (var (name, identifier) in Refused) akka.WithCustomSerializer(name, [], system => new RefusedSerializer(system, identifier));
        return akka
            .WithCustomSerializer("akka-misc", [], system => new GuardedMisc(system))
            .WithCustomSerializer("akka-system-msg", [], system => new GuardedSystemMessages(system));
    }
}
