using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>JSON inside a file's metadata: snake_case names, values without blanks.</summary>
internal static class FileJson
{
    /// <summary>How the values are written and read.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(), new EvaluationText(), new ThresholdsText() },
    };

    /// <summary>A text as it is, another value as JSON.</summary>
    public static string Text(object value) => value as string ?? JsonSerializer.Serialize(value, Options);

    /// <exception cref="InvalidDataException">The text is not such a value.</exception>
    public static T Read<T>(string name, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new InvalidDataException($"metadata {name} is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"metadata {name} is not readable: {e.Message}", e);
        }
    }
}
