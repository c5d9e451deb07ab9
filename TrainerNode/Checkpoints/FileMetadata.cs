using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.TrainerNode.Checkpoints;

/// <summary>JSON inside a file's metadata: snake_case names, values without blanks.</summary>
internal static class FileJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(), new EvaluationText(), new ThresholdsText() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

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

/// <summary>A file's metadata after its format and version were found right.</summary>
internal sealed class FileMetadata
{
    private readonly IReadOnlyDictionary<string, string> _values;

    /// <exception cref="InvalidDataException">Another format, or a version this program does not know.</exception>
    public FileMetadata(IReadOnlyDictionary<string, string> values, string format, string version)
    {
        _values = values;
        RequireText("format", format);
        RequireText("format_version", version);
    }

    /// <exception cref="InvalidDataException">Missing.</exception>
    public string Text(string name) => _values.GetValueOrDefault(name) ?? throw new InvalidDataException($"metadata {name} is missing");

    /// <exception cref="InvalidDataException">Missing, or another text.</exception>
    public void RequireText(string name, string expected)
    {
        if (Text(name) is var text && text != expected) throw new InvalidDataException($"{name} is {Short(text)} where {Short(expected)} was expected");
    }

    /// <exception cref="InvalidDataException">Missing, or not such a value.</exception>
    public T Json<T>(string name) => FileJson.Read<T>(name, Text(name));

    private static string Short(string text) => text.Length <= 80 ? $"`{text}`" : $"`{text[..80]}...`";
}
