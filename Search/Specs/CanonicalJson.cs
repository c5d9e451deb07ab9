using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Json;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Specs.Declaring;

namespace ActorSearch.Search.Specs;

/// <summary>
/// What <see cref="SpecHashes"/> are taken of: JSON without white space, keys in the order of their declarations, numbers in the shortest form that reads back
/// the same, sets in their normalised order. What does not apply (another kind's or optimizer's keys) and what is null is left out. Released hashes must stay:
/// a key that is added later is left out at its default.
/// </summary>
internal static class CanonicalJson
{
    public static string Training(SearchSpec spec, string dataFingerprint) => Object(json => Training(json, spec, dataFingerprint));

    public static string Spec(SearchSpec spec, string dataFingerprint) => Object(json =>
    {
        json.WriteStartObject("training");
        Training(json, spec, dataFingerprint);
        json.WriteEndObject();
        // The first release wrote the objectives last.
        foreach (var section in SearchSpec.Keys.All.Where(section => section.Changes == Changes.Search).OrderBy(section => section.Name == "objectives"))
            section.Write(json, spec, dataFingerprint);
    });

    /// <summary>A value as hashes have it, for comparison.</summary>
    /// <param name="changes">Of its key.</param>
    public static string Of(object? value, Changes changes) => value is null ? "" : Text(json => Write(json, value, "", changes));

    /// <summary>Writes one value. Of a record, the keys that a change makes as much void as is said.</summary>
    public static void Write(Utf8JsonWriter json, object value, string fingerprint, Changes changes)
    {
        switch (value)
        {
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case string or char or RewindPoint: json.WriteStringValue(value.ToString()); break;
            case Enum kind: json.WriteStringValue(KindNames.Of(kind)); break;
            case INamed kind: json.WriteStringValue(kind.Name); break;
            case LayerSpec layer:
                json.WriteStartObject();
                json.WriteString("kind", layer.Kind.Name);
                if (layer.Name is not null) json.WriteString("name", layer.Name);
                foreach (var key in layer.Kind.Keys)
                {
                    json.WritePropertyName(key.Name);
                    Write(json, key.Of(layer), "", changes);
                }
                json.WriteEndObject();
                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list) Write(json, item, fingerprint, changes);
                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject();
                Keys.Of(value.GetType())!.Write(json, value, fingerprint, changes);
                json.WriteEndObject();
                break;
        }
    }

    /// <summary>The sections that are trained with, then single keys of other sections that are.</summary>
    private static void Training(Utf8JsonWriter json, SearchSpec spec, string fingerprint)
    {
        SearchSpec.Keys.Write(json, spec, fingerprint, Changes.Training);
        foreach (var section in SearchSpec.Keys.All.Where(section => section is { Changes: not Changes.Training, Inner: not null }))
            section.Inner!.Write(json, section.Of(spec)!, fingerprint, Changes.Training);
    }

    private static string Object(Action<Utf8JsonWriter> content) => Text(json =>
    {
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
    });

    private static string Text(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) content(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
