using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.Messages.Json;

/// <summary>
/// Caches search specifications; the bytes are the same as without it. Every order of a search carries the search's specification, which is the largest part
/// of the message and never changes. This converter serializes it once, and returns the object that it read last when the bytes are equal.
/// </summary>
internal sealed class SpecJson(JsonSerializerOptions plain) : JsonConverter<SearchSpec>
{
    private sealed record Known(byte[] Json, SearchSpec Spec);

    private readonly ConditionalWeakTable<SearchSpec, byte[]> _written = [];
    private volatile Known? _read;

    /// <inheritdoc/>
    public override SearchSpec? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = JsonMarshal.GetRawUtf8Value(document.RootElement);
        if (_read is { } known && json.SequenceEqual(known.Json)) return known.Spec;
        var spec = JsonSerializer.Deserialize<SearchSpec>(json, plain);
        if (spec is not null) _read = new Known(json.ToArray(), spec);
        return spec;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SearchSpec value, JsonSerializerOptions options) =>
        writer.WriteRawValue(_written.GetValue(value, spec => JsonSerializer.SerializeToUtf8Bytes(spec, plain)), skipInputValidation: true);
}
