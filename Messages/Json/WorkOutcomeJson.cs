using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.Messages.Json;

/// <summary>
/// Writes an outcome as an object with one member, whose name is the kind of outcome: {"finished": ...}, {"tested": ...}, {"failed": ...}, {"interrupted":
/// ...}.
/// </summary>
internal sealed class WorkOutcomeJson : JsonConverter<WorkOutcome>
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["finished"] = typeof(RunFinished),
        ["tested"] = typeof(TestFinished),
        ["failed"] = typeof(WorkFailed),
        ["interrupted"] = typeof(WorkInterrupted),
    };

    private static readonly Dictionary<Type, string> Names = Kinds.ToDictionary(kind => kind.Value, kind => kind.Key);

    /// <inheritdoc/>
    public override WorkOutcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            throw new JsonException("an outcome is an object with one member");
        var kind = reader.GetString()!;
        reader.Read();
        var type = Kinds.GetValueOrDefault(kind) ?? throw new JsonException($"unknown outcome '{kind}'");
        if (JsonSerializer.Deserialize(ref reader, type, options) is not WorkOutcome outcome || !reader.Read() || reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException("an outcome is an object with one member");
        return outcome;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, WorkOutcome value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(Names[value.GetType()]);
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
        writer.WriteEndObject();
    }
}
