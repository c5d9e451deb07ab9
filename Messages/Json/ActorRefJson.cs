using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorSearch.Messages.Json;

/// <summary>Writes an actor reference as its path, with this system's address so that other systems can resolve it.</summary>
internal sealed class ActorRefJson(ExtendedActorSystem system) : JsonConverter<IActorRef>
{
    /// <summary>Caches the paths of long-lived actors, which are sent repeatedly. References of single questions are not cached.</summary>
    private readonly ConditionalWeakTable<IActorRef, string> _written = [];

    /// <inheritdoc/>
    public override IActorRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The provider caches what it resolves, but answers dead letters for a text that is no path at all.
        if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } text
            && system.Provider.ResolveActorRef(text) is var actor && (!actor.Equals(system.DeadLetters) || ActorPath.TryParse(text, out _))) return actor;
        throw new JsonException("the path of an actor was expected");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IActorRef value, JsonSerializerOptions options) => writer.WriteStringValue(
        value is ActorRefWithCell ? _written.GetValue(value, Serialization.SerializedActorPath) : Serialization.SerializedActorPath(value));
}
