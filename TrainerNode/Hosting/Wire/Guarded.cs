using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>Of Akka's miscellaneous messages those of a cluster's own protocol; PoisonPill, Kill, routers, configurations and exceptions are refused.</summary>
internal sealed class GuardedMisc(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Identify and its answer; heartbeats of watched actors and theirs.</summary>
    private static readonly HashSet<string> Spoken = ["ID", "AID", "RWHB", "RWHR"];

    public static bool Speaks(string manifest) => Spoken.Contains(manifest);

    private readonly MiscMessageSerializer _akka = new(system);

    public override int Identifier => 16;

    /// <exception cref="SerializationException">The message is none of those that are spoken here.</exception>
    public override string Manifest(object o) =>
        _akka.Manifest(o) is var manifest && Spoken.Contains(manifest) ? manifest : throw new SerializationException($"{o.GetType()} is not sent to other nodes");

    public override byte[] ToBinary(object obj) => _akka.ToBinary(obj);

    /// <exception cref="SerializationException">The message is none of those that are spoken here.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => Spoken.Contains(manifest) ? _akka.FromBinary(bytes, manifest) : throw WireRefusals.Of(Identifier, manifest);
}

/// <summary>Of Akka's system messages those that watch an actor; the others create, suspend, restart and stop actors, and bring exceptions by type name.</summary>
internal sealed class GuardedSystemMessages : SerializerWithStringManifest
{
    /// <summary>Manifests are type names, as Akka's own serializer writes them; none is looked up.</summary>
    private static readonly Dictionary<string, Type> Spoken = new[] { "Watch", "Unwatch", "DeathWatchNotification" }
        .Select(name => typeof(ActorSystem).Assembly.GetType($"Akka.Dispatch.SysMsg.{name}", throwOnError: true)!)
        .ToDictionary(type => type.TypeQualifiedName(), StringComparer.Ordinal);

    public static bool Speaks(string manifest) => Spoken.ContainsKey(manifest);

    private readonly SystemMessageSerializer _akka;

    public GuardedSystemMessages(ExtendedActorSystem system) : base(system) => _akka = new(system);

    public override int Identifier => 22;

    /// <exception cref="SerializationException">The message is none of those that are spoken here.</exception>
    public override string Manifest(object o) =>
        o.GetType().TypeQualifiedName() is var manifest && Spoken.ContainsKey(manifest) ? manifest : throw new SerializationException($"{o.GetType()} is not sent to other nodes");

    public override byte[] ToBinary(object obj) => _akka.ToBinary(obj);

    /// <exception cref="SerializationException">The message is none of those that are spoken here.</exception>
    public override object FromBinary(byte[] bytes, string manifest) =>
        Spoken.TryGetValue(manifest, out var type) ? _akka.FromBinary(bytes, type) : throw WireRefusals.Of(Identifier, manifest);
}
