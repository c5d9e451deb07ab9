using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search;

/// <summary>What differs between two specifications of one search, and whether the second may continue the first.</summary>
public static class SpecChange
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Name of the first field that differs, as in the search file (`train.epochs`); null when all are equal.</summary>
    public static string? First(SearchSpec old, SearchSpec spec) => First(Node(old), Node(spec), "");

    /// <summary>
    /// Why <paramref name="spec"/> cannot continue <paramref name="old"/>, in one line; null when it can: only the name, resources,
    /// report and data path differ, or max_level, max_candidates, width and max_epochs have grown.
    /// </summary>
    public static string? Refusal(SearchSpec old, SearchSpec spec)
    {
        var free = spec with
        {
            Name = old.Name,
            Data = spec.Data with { Path = old.Data.Path },
            Resources = old.Resources,
            Report = old.Report,
            Search = spec.Search with
            {
                MaxLevel = old.Search.MaxLevel,
                MaxCandidates = old.Search.MaxCandidates,
                Width = old.Search.Width,
                MaxEpochs = old.Search.MaxEpochs,
            },
        };
        if (First(old, free) is { } field) return $"{field} differs from the search that is there; only search.max_level, max_candidates, width and max_epochs may grow";
        var (a, b) = (old.Search, spec.Search);
        return Shrunk("max_level", a.MaxLevel, b.MaxLevel) ?? Shrunk("max_candidates", a.MaxCandidates, b.MaxCandidates)
            ?? Shrunk("width", a.Width, b.Width) ?? Shrunk("max_epochs", a.MaxEpochs, b.MaxEpochs);
    }

    private static string? Shrunk(string name, long? old, long? value) =>
        value is null || value >= old ? null : $"search.{name} is {value}, less than the {(old is null ? "unlimited" : old)} of the search that is there";

    private static JsonNode? Node(SearchSpec spec) => JsonSerializer.SerializeToNode(spec, Options);

    private static string? First(JsonNode? a, JsonNode? b, string at)
    {
        if (a is JsonObject left && b is JsonObject right)
        {
            return left.Select(pair => First(pair.Value, right[pair.Key], at.Length == 0 ? pair.Key : $"{at}.{pair.Key}")).FirstOrDefault(found => found is not null);
        }
        return JsonNode.DeepEquals(a, b) ? null : at;
    }
}
