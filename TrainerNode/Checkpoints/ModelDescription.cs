using System.Text;
using System.Text.Json;
using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Checkpoints;

/// <summary>A network's layers and tensors as JSON, complete enough to build it anywhere.</summary>
internal static class ModelDescription
{
    public static string Write(Architecture architecture)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("layers");
            foreach (var layer in architecture.Layers) WriteLayer(json, layer);
            json.WriteEndArray();
            json.WriteStartArray("tensors");
            foreach (var parameter in architecture.Parameters)
            {
                json.WriteStartObject();
                json.WriteString("name", parameter.Name);
                WriteShape(json, "shape", parameter.Shape.AsSpan());
                json.WriteBoolean("prunable", parameter.Prunable);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteLayer(Utf8JsonWriter json, Layer layer)
    {
        json.WriteStartObject();
        json.WriteString("name", layer.Name);
        json.WriteString("kind", layer.Spec.Kind.Name());
        if (layer.Spec.Kernel > 0)
        {
            json.WriteNumber("kernel", layer.Spec.Kernel);
            json.WriteNumber("stride", layer.Spec.Stride);
            json.WriteNumber("padding", layer.Spec.Padding);
        }
        if (layer.Spec.Rate > 0) json.WriteNumber("rate", layer.Spec.Rate);
        WriteShape(json, "input", layer.InputShape.AsSpan());
        WriteShape(json, "output", layer.OutputShape.AsSpan());
        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, string name, ReadOnlySpan<int> shape)
    {
        json.WriteStartArray(name);
        foreach (var size in shape) json.WriteNumberValue(size);
        json.WriteEndArray();
    }
}
