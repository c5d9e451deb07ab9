using System.Text.Json;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Specs.Declaring;

namespace ActorSearch.Search.Specs;

/// <summary>A layer as hashes have it: its kind, its name, and the numbers that its kind has.</summary>
internal static class LayerJson
{
    public static void Write(Utf8JsonWriter json, LayerSpec layer)
    {
        json.WriteStartObject();
        json.WriteString("kind", layer.Kind.Name);
        if (layer.Name is not null) json.WriteString("name", layer.Name);
        foreach (var key in layer.Kind.Keys)
        {
            json.WritePropertyName(key.Name);
            CanonicalJson.Write(json, key.Of(layer), "", Changes.Training);
        }
        json.WriteEndObject();
    }
}
