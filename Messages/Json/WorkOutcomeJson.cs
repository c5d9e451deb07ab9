using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.Messages.Json;

/// <summary>
/// Writes an outcome as an object with one member, whose name is the kind of outcome: {"finished": ...}, {"tested": ...}, {"failed": ...}, {"interrupted":
/// ...}.
/// </summary>
internal sealed class WorkOutcomeJson : JsonConverter<WorkOutcome>
{
    /// <inheritdoc/>
    public override WorkOutcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            throw new JsonException("an outcome is an object with one member");
        var kind = reader.GetString();
        reader.Read();
        WorkOutcome? outcome = kind switch
        {
            "finished" => JsonSerializer.Deserialize<RunFinished>(ref reader, options),
            "tested" => JsonSerializer.Deserialize<TestFinished>(ref reader, options),
            "failed" => JsonSerializer.Deserialize<WorkFailed>(ref reader, options),
            "interrupted" => JsonSerializer.Deserialize<WorkInterrupted>(ref reader, options),
            _ => throw new JsonException($"unknown outcome '{kind}'"),
        };
        if (outcome is null || !reader.Read() || reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException("an outcome is an object with one member");
        return outcome;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, WorkOutcome value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case RunFinished finished: Member(writer, "finished", finished, options); break;
            case TestFinished tested: Member(writer, "tested", tested, options); break;
            case WorkFailed failed: Member(writer, "failed", failed, options); break;
            case WorkInterrupted interrupted: Member(writer, "interrupted", interrupted, options); break;
            default: throw new JsonException($"{value.GetType().Name} has no name on the wire");
        }
        writer.WriteEndObject();
    }

    private static void Member<T>(Utf8JsonWriter writer, string name, T value, JsonSerializerOptions options)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, options);
    }
}
