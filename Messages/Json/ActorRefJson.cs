using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorSearch.Messages.Json;

/// <summary>An actor reference as its path, with this system's address for the one who reads it elsewhere.</summary>
internal sealed class ActorRefJson(ExtendedActorSystem system) : JsonConverter<IActorRef>
{
    public override IActorRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ActorPath.TryParse(reader.GetString()!, out var path)
            ? system.Provider.ResolveActorRef(path.ToSerializationFormat())
            : throw new JsonException("the path of an actor was expected");

    public override void Write(Utf8JsonWriter writer, IActorRef value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Serialization.SerializedActorPath(value));
}
