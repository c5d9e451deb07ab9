using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>
/// Accepts only those of Akka's miscellaneous messages that the cluster's own protocol uses. Refuses PoisonPill, Kill, routers, configurations and exceptions.
/// </summary>
internal sealed class GuardedMisc(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Identify and ActorIdentity; the heartbeats of remote death watch and their responses.</summary>
    private static readonly HashSet<string> Spoken = ["ID", "AID", "RWHB", "RWHR"];

    /// <summary>Whether messages with this manifest are accepted.</summary>
    public static bool Speaks(string manifest) => Spoken.Contains(manifest);

    private readonly MiscMessageSerializer _akka = new(system);

    /// <summary>The identifier of the serializer that this one replaces.</summary>
    public override int Identifier => 16;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Messages of this type are refused.</exception>
    public override string Manifest(object o) => _akka.Manifest(o) is var manifest && Spoken.Contains(manifest)
        ? manifest
        : throw new SerializationException($"{o.GetType()} is not sent to other nodes");

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _akka.ToBinary(obj);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Messages with this manifest are refused.</exception>
    public override object FromBinary(byte[] bytes, string manifest) =>
        Spoken.Contains(manifest) ? _akka.FromBinary(bytes, manifest) : throw WireRefusals.Of(Identifier, manifest);
}

/// <summary>
/// Accepts only those of Akka's system messages that watch an actor. The others create, suspend, restart and stop actors, or create exceptions by type name.
/// </summary>
internal sealed class GuardedSystemMessages : SerializerWithStringManifest
{
    /// <summary>
    /// Accepted messages by manifest: the type name, as Akka's own serializer writes it. A received name is only compared, never loaded as a type.
    /// </summary>
    private static readonly Dictionary<string, Type> Spoken = new[] { "Watch", "Unwatch", "DeathWatchNotification" }
        .Select(name => typeof(ActorSystem).Assembly.GetType($"Akka.Dispatch.SysMsg.{name}", throwOnError: true)!)
        .ToDictionary(type => type.TypeQualifiedName(), StringComparer.Ordinal);

    /// <summary>Whether messages with this manifest are accepted.</summary>
    public static bool Speaks(string manifest) => Spoken.ContainsKey(manifest);

    private readonly SystemMessageSerializer _akka;

    /// <summary>Wraps Akka's own serializer.</summary>
    public GuardedSystemMessages(ExtendedActorSystem system) : base(system) => _akka = new(system);

    /// <summary>The identifier of the serializer that this one replaces.</summary>
    public override int Identifier => 22;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Messages of this type are refused.</exception>
    public override string Manifest(object o) => o.GetType().TypeQualifiedName() is var manifest && Spoken.ContainsKey(manifest)
        ? manifest
        : throw new SerializationException($"{o.GetType()} is not sent to other nodes");

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _akka.ToBinary(obj);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Messages with this manifest are refused.</exception>
    public override object FromBinary(byte[] bytes, string manifest) =>
        Spoken.TryGetValue(manifest, out var type) ? _akka.FromBinary(bytes, type) : throw WireRefusals.Of(Identifier, manifest);
}
