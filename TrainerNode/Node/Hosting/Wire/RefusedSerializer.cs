using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>Replaces one of Akka's serializers that ActorSearch does not use, and refuses to read and to write.</summary>
/// <param name="identifier">The identifier of the serializer that it replaces.</param>
internal sealed class RefusedSerializer(ExtendedActorSystem system, int identifier) : SerializerWithStringManifest(system)
{
    /// <inheritdoc/>
    public override int Identifier => identifier;

    /// <summary>Refuses a type that is not bound to another serializer.</summary>
    /// <exception cref="SerializationException">Always.</exception>
    public override string Manifest(object o) => throw new SerializationException($"{o.GetType()} has no serializer here");

    /// <summary>Refuses a message that this node would send.</summary>
    /// <exception cref="SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} has no serializer here");

    /// <summary>Refuses and counts a message that another node sent.</summary>
    /// <exception cref="SerializationException">Always.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => throw WireRefusals.Of(Identifier, manifest);
}
