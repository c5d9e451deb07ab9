using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Akka.Util;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>
/// Reads and writes only those messages of one of Akka's serializers that the cluster's own protocol uses. Of the miscellaneous messages, it refuses
/// PoisonPill, Kill, routers, configurations and exceptions. Of the system messages, it accepts those that watch an actor; the others create, suspend, restart
/// and stop actors, or create exceptions by type name.
/// </summary>
/// <param name="identifier">The identifier of the serializer that this one replaces.</param>
/// <param name="akka">Akka's own serializer.</param>
internal sealed class GuardedSerializer(ExtendedActorSystem system, int identifier, Serializer akka) : SerializerWithStringManifest(system)
{
    /// <summary>Identify and ActorIdentity; the heartbeats of remote death watch and their responses.</summary>
    private static readonly HashSet<string> Miscellaneous = ["ID", "AID", "RWHB", "RWHR"];

    /// <summary>
    /// Accepted system messages by manifest: the type name, as Akka's own serializer writes it. A received name is only compared, never loaded as a type.
    /// </summary>
    private static readonly Dictionary<string, Type> SystemMessages = new[] { "Watch", "Unwatch", "DeathWatchNotification" }
        .Select(name => typeof(ActorSystem).Assembly.GetType($"Akka.Dispatch.SysMsg.{name}", throwOnError: true)!)
        .ToDictionary(type => type.TypeQualifiedName());

    private readonly SerializerWithStringManifest? _named = akka as SerializerWithStringManifest;

    /// <inheritdoc/>
    public override int Identifier => identifier;

    /// <summary>Whether messages with this manifest are accepted.</summary>
    public static bool Speaks(int serializer, string manifest) =>
        serializer == WireRule.Miscellaneous ? Miscellaneous.Contains(manifest) : SystemMessages.ContainsKey(manifest);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Messages of this type are refused.</exception>
    public override string Manifest(object o) => (_named?.Manifest(o) ?? o.GetType().TypeQualifiedName()) is var manifest && Speaks(identifier, manifest)
        ? manifest
        : throw new SerializationException($"{o.GetType()} is not sent to other nodes");

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => akka.ToBinary(obj);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Messages with this manifest are refused.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => !Speaks(identifier, manifest) ? throw WireRefusals.Of(identifier, manifest)
        : _named is null ? akka.FromBinary(bytes, SystemMessages[manifest])
        : _named.FromBinary(bytes, manifest);
}
