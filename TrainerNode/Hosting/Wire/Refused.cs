using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>
/// Stands for one of Akka's serializers that no node of ours ever uses, so that it neither reads nor writes (docs/decisions/0015): these create what a peer
/// names, by type names from the wire, or deploy a peer's actors here.
/// </summary>
public abstract class Refused(ExtendedActorSystem system, int identifier) : SerializerWithStringManifest(system)
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
public sealed class RefusedJson(ExtendedActorSystem system) : Refused(system, 1);

/// <summary>Protocol buffers of any type, by the name that the wire gives.</summary>
public sealed class RefusedProtobuf(ExtendedActorSystem system) : Refused(system, 2);

/// <summary>Actors that another node deploys here.</summary>
public sealed class RefusedDeployment(ExtendedActorSystem system) : Refused(system, 3);

/// <summary>Bytes without a meaning.</summary>
public sealed class RefusedBytes(ExtendedActorSystem system) : Refused(system, 4);

/// <summary>Publish and subscribe.</summary>
public sealed class RefusedPubSub(ExtendedActorSystem system) : Refused(system, 9);

/// <summary>Clients of a cluster that are no members.</summary>
public sealed class RefusedClusterClient(ExtendedActorSystem system) : Refused(system, 15);

/// <summary>Reliable delivery.</summary>
public sealed class RefusedDelivery(ExtendedActorSystem system) : Refused(system, 36);
