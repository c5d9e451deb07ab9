using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>How what persons and programs read is written: snake_case members, numbers as numbers, null where there is nothing.</summary>
internal static class DocumentJson
{
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" });

    private static readonly JsonSerializerOptions Compact = new(Options) { WriteIndented = false };

    /// <summary>For documents of a coordinator of another version, which may have members more or less.</summary>
    private static readonly JsonSerializerOptions Lenient = new(Options) { RespectNullableAnnotations = false, RespectRequiredConstructorParameters = false };

    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        return options;
    }

    public static byte[] Write<T>(T document) => [.. JsonSerializer.SerializeToUtf8Bytes(document, Options), (byte)'\n'];

    /// <summary>In one line, for documents of many numbers that programs draw.</summary>
    public static byte[] WriteCompact<T>(T document) => [.. JsonSerializer.SerializeToUtf8Bytes(document, Compact), (byte)'\n'];

    /// <exception cref="JsonException">Not such a document.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Lenient) ?? throw new JsonException("null");
}
