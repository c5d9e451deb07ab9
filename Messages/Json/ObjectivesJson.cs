using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Messages.Json;

/// <summary>{ "fn": ..., "maxFpr": 0.5 }: limits stand beside the other member, each under its name in camelCase; one that is not set is left out.</summary>
internal sealed class ObjectivesJson : JsonConverter<ObjectivesSpec>
{
    private const string Fn = "fn";

    private static readonly ImmutableArray<(string Member, string Limit)> Limits =
        [.. Constraint.All.Select(constraint => (Camel(constraint.Name), constraint.Name))];

    /// <inheritdoc/>
    public override ObjectivesSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(ref reader, options)!;
        var read = new ObjectivesSpec();
        if (members.TryGetValue(Fn, out var fn))
            read = read with { Fn = fn.Deserialize<OperatingPointSpec>(options) ?? throw new JsonException("objectives without an operating point") };
        foreach (var (member, limit) in Limits)
            if (members.TryGetValue(member, out var value)) read = read with { Limits = read.Limits.SetItem(limit, value.Deserialize<double>(options)) };
        return read;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ObjectivesSpec value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(Fn);
        JsonSerializer.Serialize(writer, value.Fn, options);
        foreach (var (member, limit) in Limits)
        {
            if (!value.Limits.TryGetValue(limit, out var set)) continue;
            writer.WritePropertyName(member);
            JsonSerializer.Serialize(writer, set, options);
        }
        writer.WriteEndObject();
    }

    private static string Camel(string name) =>
        string.Concat(name.Split('_').Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
