using Akka.Actor;
using Akka.Serialization;

namespace ActorSearch.Messages;

/// <summary>The one serialiser of everything on the wire and in the journal. The identifier is in every journal row: never change it.</summary>
public sealed class ActorSearchSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const int SerializerId = 7421;

    private readonly RecordCodec _codec = RecordCodec.ForMessages(system);

    public override int Identifier => SerializerId;

    public override string Manifest(object o) => RecordCodec.ManifestOf(o);

    public override byte[] ToBinary(object obj) => _codec.Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => _codec.Read(manifest, bytes);
}
