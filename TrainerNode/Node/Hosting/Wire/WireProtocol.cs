using Akka.Hosting;
using Akka.Remote.Serialization;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>Restricts what a node deserializes to ActorSearch's messages and the cluster's own protocol (docs/decisions/0015).</summary>
public static class WireProtocol
{
    /// <summary>
    /// Akka's serializers that ActorSearch does not use, by their names in Akka's configuration. They create objects of any type that a message names, deploy a
    /// peer's actors on this node, or belong to parts of Akka that are not in use.
    /// </summary>
    private static readonly (string Name, int Identifier)[] Refused =
    [
        ("json", 1), ("proto", 2), ("daemon-create", 3), ("bytes", 4), ("akka-pubsub", 9), ("akka-replicated-data", 11), ("akka-data-replication", 12),
        ("akka-sharding", 13), ("akka-cluster-client", 15), ("akka-stream-ref", 30), ("reliable-delivery", 36),
    ];

    /// <summary>Replaces those serializers, and guards two others. Serializers in a setup override those in any configuration.</summary>
    public static AkkaConfigurationBuilder WithWireProtocol(this AkkaConfigurationBuilder akka)
    {
        foreach (var (name, identifier) in Refused) akka.WithCustomSerializer(name, [], system => new RefusedSerializer(system, identifier));
        return akka
            .WithCustomSerializer("akka-misc", [], system => new GuardedSerializer(system, WireRule.Miscellaneous, new MiscMessageSerializer(system)))
            .WithCustomSerializer("akka-system-msg", [], system => new GuardedSerializer(system, WireRule.SystemMessages, new SystemMessageSerializer(system)));
    }
}
