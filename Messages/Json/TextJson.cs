using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.Messages.Json;

/// <summary>Writes a value as one JSON string.</summary>
/// <param name="parse">Reads the string; a format, overflow or argument error becomes a <see cref="JsonException"/>.</param>
internal sealed class TextJson<T>(Func<string, T> parse, Func<T, string> text) : JsonConverter<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"{typeof(T).Name}: a string was expected");
        try
        {
            return parse(reader.GetString()!);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new JsonException($"{typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(text(value));
}
