using ActorSearch.Messages;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>Decides which messages nodes may exchange: those of ActorSearch and those of the cluster's own protocol (docs/decisions/0015).</summary>
internal static class WireRule
{
    /// <summary>Identifiers of Akka's serializers.</summary>
    internal const int Cluster = 5, Selection = 6, Singleton = 14, Miscellaneous = 16, Primitives = 17, SystemMessages = 22;

    /// <summary>Whether a node may send a message to another one.</summary>
    public static bool Admits(WireMessage message) => message.Serializer switch
    {
        // Journal records use the same serializer, but nodes do not send them.
        ActorSearchSerializer.SerializerId => message.Is<IWireMessage>(),
        Selection => message.Nested() is { Serializer: not Selection } selected && Admits(selected),
        Miscellaneous => GuardedSerializer.Speaks(Miscellaneous, message.Manifest) && IsPlain(message),
        SystemMessages => GuardedSerializer.Speaks(SystemMessages, message.Manifest),
        Cluster or Singleton or Primitives => true,
        _ => false,
    };

    /// <summary>Whether the id of an Identify question is a text or a number. Akka would deserialize any object there, nested to any depth.</summary>
    private static bool IsPlain(WireMessage message) => message.Nested() is null or { Serializer: 0 or Primitives };
}
