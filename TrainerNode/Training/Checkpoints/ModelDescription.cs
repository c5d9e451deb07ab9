using System.Text.Json;
using ActorSearch.Search.Layers;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>A network's layers and tensors as JSON, complete enough to build it anywhere.</summary>
internal static class ModelDescription
{
    public static string Write(Architecture architecture) => JsonSerializer.Serialize(new
    {
        layers = architecture.Layers.Select(Members),
        tensors = architecture.Tensors.Select(tensor => new
        {
            name = tensor.Name,
            role = tensor.Role.ToString().ToLowerInvariant(),
            shape = tensor.Shape,
            prunable = tensor.Prunable,
        }),
    });

    /// <summary>The network of a description, also of one by an earlier version, which has only chains.</summary>
    /// <param name="input">Shape of one sample.</param>
    /// <exception cref="InvalidDataException">Not a description of a network that can be built here.</exception>
    public static Architecture Read(string text, ImmutableArray<int> input)
    {
        if (input.IsDefault || input.Length is not (1 or 3) || input.Any(side => side < 1)) throw new InvalidDataException("the input's shape is none");
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            var tensors = document.RootElement.GetProperty("tensors").EnumerateArray().Select(tensor => (
                Name: tensor.GetProperty("name").GetString()!, Shape: string.Join('x', Numbers(tensor.GetProperty("shape"))),
                Prunable: tensor.GetProperty("prunable").GetBoolean())).ToList();
            var prunable = tensors.Where(tensor => tensor.Prunable).Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
            var graph = new GraphBuilder(input, (layer, tensor) => prunable.Contains($"{layer}.{tensor.Name}"));
            var last = 0;
            foreach (var layer in document.RootElement.GetProperty("layers").EnumerateArray())
                last = graph.Add(ReadLayer(layer), layer.TryGetProperty("inputs", out var inputs) ? [.. Numbers(inputs)] : [last]);
            var architecture = graph.Build();
            return architecture.Tensors.Select(tensor => (tensor.Name, string.Join('x', tensor.Shape), tensor.Prunable)).SequenceEqual(tensors)
                ? architecture : throw new InvalidDataException("the tensors are not those of the layers");
        }
        catch (Exception e) when (e is JsonException or BadInputException
            or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"the model is not readable: {e.Message}", e);
        }
    }

    private static OrderedDictionary<string, object> Members(Layer layer)
    {
        var members = new OrderedDictionary<string, object> { ["name"] = layer.Name, ["kind"] = layer.Kind.Name, ["inputs"] = layer.Inputs };
        foreach (var key in layer.Kind.Keys) members.Add(key.Name, key.Of(layer.Spec));
        members.Add("input", layer.InputShape);
        members.Add("output", layer.OutputShape);
        return members;
    }

    private static LayerSpec ReadLayer(JsonElement layer)
    {
        var kind = LayerKind.Of(layer.GetProperty("kind").GetString() ?? "");
        var spec = new LayerSpec { Kind = kind, Name = layer.GetProperty("name").GetString() };
        foreach (var key in kind.Keys)
        {
            if (layer.TryGetProperty(key.Name, out var number)) spec = key.With(spec, key.Whole ? number.GetInt32() : number.GetDouble());
            else if (key.Name == "size") spec = key.With(spec, SizeOf(layer)); // version 1 left it out
        }
        return spec;
    }

    /// <summary>Channels of a convolution; features, or the side, of what has no kernel.</summary>
    private static int SizeOf(JsonElement layer)
    {
        var output = Numbers(layer.GetProperty("output"));
        return layer.TryGetProperty("kernel", out _) ? output[0] : output[^1];
    }

    private static ImmutableArray<int> Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];
}
