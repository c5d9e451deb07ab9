using ActorSearch.Messages;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>What any node may say to another: this project's messages, and a cluster's own protocol (docs/decisions/0015).</summary>
internal static class WireRule
{
    internal const int Cluster = 5, Selection = 6, Singleton = 14, Miscellaneous = 16, Primitives = 17, SystemMessages = 22;

    public static bool Admits(WireMessage message) => message.Serializer switch
    {
        // Records of the journal have no business on the wire.
        ActorSearchSerializer.SerializerId => Manifests.Types.TryGetValue(message.Manifest, out var type) && type.IsAssignableTo(typeof(IWireMessage)),
        Selection => message.Nested() is { Serializer: not Selection } selected && Admits(selected),
        Miscellaneous => GuardedMisc.Speaks(message.Manifest) && IsPlain(message),
        SystemMessages => GuardedSystemMessages.Speaks(message.Manifest),
        Cluster or Singleton or Primitives => true,
        _ => false,
    };

    /// <summary>What identifies a question is a text or a number: Akka would read anything there, to any depth.</summary>
    private static bool IsPlain(WireMessage message) => message.Nested() is null or { Serializer: 0 or Primitives };
}
