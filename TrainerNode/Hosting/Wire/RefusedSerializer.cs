using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>
/// Stands for one of Akka's serializers that no node of ours ever uses, so that it neither reads nor writes (docs/decisions/0015): these create what a peer
/// names, by type names from the wire, or deploy a peer's actors here.
/// </summary>
public abstract class RefusedSerializer(ExtendedActorSystem system, int identifier) : SerializerWithStringManifest(system)
{
    public override int Identifier => identifier;

    /// <exception cref="SerializationException">Always: a type that is not bound to one of our serializers.</exception>
    public override string Manifest(object o) => throw new SerializationException($"{o.GetType()} has no serializer here");

    /// <exception cref="SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} has no serializer here");

    /// <exception cref="SerializationException">Always.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => throw WireRefusals.Of(Identifier, manifest);
}

/// <summary>Any type, by the name that the wire gives; the default of everything that is not bound.</summary>
public sealed class RefusedJson(ExtendedActorSystem system) : RefusedSerializer(system, 1)
{
    /// <summary>Made by Akka, which has settings for the serializer of that name.</summary>
    public RefusedJson(ExtendedActorSystem system, Config settings) : this(system) => _ = settings;
}

/// <summary>Protocol buffers of any type, by the name that the wire gives.</summary>
public sealed class RefusedProtobuf(ExtendedActorSystem system) : RefusedSerializer(system, 2);

/// <summary>Actors that another node deploys here.</summary>
public sealed class RefusedDeployment(ExtendedActorSystem system) : RefusedSerializer(system, 3);

/// <summary>Bytes without a meaning.</summary>
public sealed class RefusedBytes(ExtendedActorSystem system) : RefusedSerializer(system, 4);

/// <summary>Publish and subscribe.</summary>
public sealed class RefusedPubSub(ExtendedActorSystem system) : RefusedSerializer(system, 9);

/// <summary>Distributed data: values.</summary>
public sealed class RefusedReplicatedData(ExtendedActorSystem system) : RefusedSerializer(system, 11);

/// <summary>Distributed data: messages.</summary>
public sealed class RefusedReplicator(ExtendedActorSystem system) : RefusedSerializer(system, 12);

/// <summary>Sharding.</summary>
public sealed class RefusedSharding(ExtendedActorSystem system) : RefusedSerializer(system, 13);

/// <summary>References to streams.</summary>
public sealed class RefusedStreams(ExtendedActorSystem system) : RefusedSerializer(system, 30);

/// <summary>Clients of a cluster that are no members.</summary>
public sealed class RefusedClusterClient(ExtendedActorSystem system) : RefusedSerializer(system, 15);

/// <summary>Reliable delivery.</summary>
public sealed class RefusedDelivery(ExtendedActorSystem system) : RefusedSerializer(system, 36);
