using System.Text.Json.Nodes;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>A document as it came, for all who follow a search: read once, however many look at it, and the same object until it changes.</summary>
internal sealed class SeenDocument<T>(byte[] json)
{
    private readonly Lazy<string> _line = new(() => JsonNode.Parse(json)!.ToJsonString());
    private readonly Lazy<T> _document = new(() => DocumentJson.Read<T>(json));

    /// <summary>JSON in one line, for streams.</summary>
    public string Line => _line.Value;

    /// <summary>What it says, for pages.</summary>
    public T Document => _document.Value;

    /// <returns><paramref name="last"/> where the document is as before.</returns>
    public static SeenDocument<T> Of(byte[] json, SeenDocument<T>? last) => last?.IsOf(json) == true ? last : new(json);

    private bool IsOf(ReadOnlySpan<byte> other) => other.SequenceEqual(json);
}
