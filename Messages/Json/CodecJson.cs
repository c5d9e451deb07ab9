using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Messages.Codecs;

namespace ActorSearch.Messages.Json;

/// <summary>Writes records by their codec.</summary>
internal sealed class CodecJson<T>(Codec<T> codec) : JsonConverter<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => codec.Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => codec.Write(writer, value);
}
