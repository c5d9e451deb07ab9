using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>Stands under the identifier of one of Akka's serializers that no node of ours uses, so that it neither reads nor writes.</summary>
internal sealed class RefusedSerializer(ExtendedActorSystem system, int identifier) : SerializerWithStringManifest(system)
{
    public override int Identifier => identifier;

    /// <exception cref="SerializationException">Always: a type that is not bound to one of our serializers.</exception>
    public override string Manifest(object o) => throw new SerializationException($"{o.GetType()} has no serializer here");

    /// <exception cref="SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} has no serializer here");

    /// <exception cref="SerializationException">Always.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => throw WireRefusals.Of(Identifier, manifest);
}
