using System.Globalization;
using System.Text.Json;

namespace ActorSearch.Search.Specs;

/// <summary>A layer as hashes have it: its kind, its name, and the numbers that its kind has.</summary>
internal static class LayerJson
{
    public static void Write(Utf8JsonWriter json, LayerSpec layer)
    {
        json.WriteStartObject();
        json.WriteString("kind", layer.Kind.Name());
        if (layer.Name is not null) json.WriteString("name", layer.Name);
        if (layer.Kind is LayerKind.Linear or LayerKind.Conv2d or LayerKind.AdaptiveAvgPool) json.WriteNumber("size", layer.Size);
        if (layer.Kind is LayerKind.Conv2d or LayerKind.MaxPool or LayerKind.AvgPool)
        {
            json.WriteNumber("kernel", layer.Kernel);
            json.WriteNumber("stride", layer.Stride);
            json.WriteNumber("padding", layer.Padding);
        }
        if (layer.Kind == LayerKind.Dropout)
        {
            json.WritePropertyName("rate");
            json.WriteRawValue(layer.Rate.ToString("R", CultureInfo.InvariantCulture));
        }
        json.WriteEndObject();
    }
}
