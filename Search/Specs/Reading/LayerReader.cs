using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Reads one entry of a list of layers: `relu`, or a mapping with the layer's kind and its first number, as in `{ conv2d: 16, kernel: 3 }`.</summary>
internal static partial class LayerReader
{
    private const int MostUnits = 1_000_000, MostSide = 1024;

    public static ImmutableArray<LayerSpec> List(Section owner, YamlItem item, string key)
    {
        if (item is YamlList { Items.IsEmpty: false } list) return [.. list.Items.Select(entry => Layer(owner, entry, key)).OfType<LayerSpec>()];
        owner.Problems.Add(item, owner.Full(key), $"{item.Shown} is not a list of layers, for example [{{ linear: 32 }}, relu, {{ linear: 1 }}]");
        return [];
    }

    private static LayerSpec? Layer(Section owner, YamlItem item, string key)
    {
        if (item is YamlMap map) return Layer(new Section(map, owner.Full(key), owner.Problems));
        if (owner.Kind<LayerKind>(item, key) is not { } kind) return null;
        if (kind is LayerKind.Relu or LayerKind.Flatten) return new LayerSpec { Kind = kind };
        owner.Problems.Add(item, owner.Full(key), $"{kind.Name()} needs a number: {Example(kind)}");
        return null;
    }

    private static LayerSpec? Layer(Section layer)
    {
        var names = KindNames.All<LayerKind>();
        var kinds = layer.Map.Entries.Select(entry => entry.Key).Where(key => names.Contains(key.Text)).ToList();
        if (kinds.Count != 1)
        {
            var first = layer.Map.Entries.Select(entry => entry.Key).FirstOrDefault(key => key.Text is not ("name" or "kernel" or "stride" or "padding"));
            if (kinds.Count > 1) layer.Problems.Add(kinds[1], layer.Full(kinds[1].Text), $"one entry is one layer, and this one is already `{kinds[0].Text}`");
            else if (first is null) layer.Problems.Add(layer.Map, layer.Full("layer"), $"missing the kind of layer; expected one of {string.Join(", ", names)}");
            else layer.Problems.Add(first, layer.Full(YamlScalar.Short(first.Text)), $"not a layer; expected one of {string.Join(", ", names)}{NearestName.Hint(first.Text, names)}");
            return null;
        }

        _ = KindNames.TryParse<LayerKind>(kinds[0].Text, out var kind);
        var value = layer.Take(kinds[0].Text)!;
        var spec = new LayerSpec { Kind = kind, Name = Name(layer) };
        spec = kind switch
        {
            LayerKind.Linear => spec with { Size = Int(layer, value, kind, MostUnits) },
            LayerKind.AdaptiveAvgPool => spec with { Size = Int(layer, value, kind, MostSide) },
            LayerKind.Dropout => spec with { Rate = layer.Number(value, kind.Name(), Range.From0Below1("0.5")) ?? 0 },
            LayerKind.Conv2d => Windowed(layer, spec with
            {
                Size = Int(layer, value, kind, MostUnits),
                Kernel = layer.Require("kernel", "the side of the kernel, for example 3") is { } kernel ? (int)(layer.Whole(kernel, "kernel", 1, MostSide, 3) ?? 1) : 1,
            }),
            LayerKind.MaxPool or LayerKind.AvgPool => Windowed(layer, spec with { Kernel = Int(layer, value, kind, MostSide) }),
            _ => WithoutNumber(layer, spec, value),
        };
        layer.Done();
        return spec;
    }

    private static LayerSpec Windowed(Section layer, LayerSpec spec)
    {
        var pool = spec.Kind != LayerKind.Conv2d;
        var most = pool ? spec.Kernel / 2 : MostSide;
        return spec with
        {
            Stride = layer.Int("stride", pool ? spec.Kernel : 1, 1, MostSide, 2),
            // PyTorch refuses more: a window could lie in the padding altogether.
            Padding = layer.Int("padding", 0, 0, most, Math.Min(1, most)),
        };
    }

    private static LayerSpec WithoutNumber(Section layer, LayerSpec spec, YamlItem value)
    {
        if (value is not YamlScalar { IsEmpty: true }) layer.Problems.Add(value, layer.Full(spec.Kind.Name()), $"takes no value; write just {spec.Kind.Name()}");
        return spec;
    }

    private static int Int(Section layer, YamlItem value, LayerKind kind, int most) => (int)(layer.Whole(value, kind.Name(), 1, most, kind == LayerKind.MaxPool ? 2 : 16) ?? 1);

    private static string? Name(Section layer)
    {
        if (layer.Take("name") is not { } item) return null;
        if (item is YamlScalar { IsEmpty: false } scalar && LayerName().IsMatch(scalar.Text)) return scalar.Text;
        layer.Problems.Add(item, layer.Full("name"), $"{item.Shown} is not a layer's name: a letter, then letters, digits, - and _, at most 60");
        return null;
    }

    private static string Example(LayerKind kind) => kind switch
    {
        LayerKind.Conv2d => "{ conv2d: 16, kernel: 3 }",
        LayerKind.Dropout => "{ dropout: 0.5 }",
        LayerKind.Linear => "{ linear: 32 }",
        _ => $"{{ {kind.Name()}: 2 }}",
    };

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,59}\z")]
    private static partial Regex LayerName();
}
