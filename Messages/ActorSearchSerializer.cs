using Akka.Actor;
using Akka.Serialization;

namespace ActorSearch.Messages;

/// <summary>Serializes every message between processes and every journal record.</summary>
/// <remarks>The members that it overrides throw SerializationException for a record without a manifest and for malformed bytes.</remarks>
public sealed class ActorSearchSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Every journal row stores this number: never change it.</summary>
    public const int SerializerId = 7421;

    private readonly RecordCodec _codec = RecordCodec.ForMessages(system);

    /// <inheritdoc/>
    public override int Identifier => SerializerId;

    /// <inheritdoc/>
    public override string Manifest(object o) => RecordCodec.ManifestOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _codec.Write(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => _codec.Read(manifest, bytes);
}
