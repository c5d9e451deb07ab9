using System.Text.RegularExpressions;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Specs.Declaring;
using static System.FormattableString;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Reads one entry of a list of layers: `relu`, or a mapping with the layer's kind and its first number, as in `{ conv2d: 16, kernel: 3 }`.</summary>
internal static partial class LayerReader
{
    /// <summary>How messages list kinds: these first, then later ones by name.</summary>
    private static readonly string[] First = ["linear", "conv2d", "relu", "max-pool", "avg-pool", "adaptive-avg-pool", "flatten", "dropout"];

    private static string Kinds => string.Join(", ", First.Union(LayerKind.All.Select(kind => kind.Name)));

    public static ImmutableArray<LayerSpec> List(Section owner, YamlItem item, string key)
    {
        if (item is YamlList { Items.IsEmpty: false } list) return [.. list.Items.Select(entry => Layer(owner, entry, key)).OfType<LayerSpec>()];
        owner.Wrong(item, key, "a list of layers, for example [{ linear: 32 }, relu, { linear: 1 }]");
        return [];
    }

    private static LayerSpec? Layer(Section owner, YamlItem item, string key)
    {
        if (item is YamlMap map) return Layer(new Section(map, owner.Full(key), owner.Problems, owner.Search));
        var text = (item as YamlScalar)?.Text;
        if (LayerKind.Find(text ?? "") is { } kind)
        {
            if (kind.Keys.All(number => number.Default is not null)) return new LayerSpec { Kind = kind };
            owner.Fault(item, key, $"{kind.Name} needs a number: {Example(kind)}");
        }
        else owner.Wrong(item, key, $"one of {Kinds}{(string.IsNullOrEmpty(text) ? "" : Hint(text))}");
        return null;
    }

    private static LayerSpec? Layer(Section layer)
    {
        var keys = layer.Map.Entries.Select(entry => entry.Key).ToList();
        var kinds = keys.Where(key => LayerKind.Find(key.Text) is not null).ToList();
        if (kinds.Count != 1)
        {
            var numbers = LayerKind.All.SelectMany(kind => kind.Keys.Skip(1)).Select(number => number.Name).Append("name").ToHashSet();
            var first = keys.FirstOrDefault(key => !numbers.Contains(key.Text));
            if (kinds.Count > 1) layer.Fault(kinds[1], kinds[1].Text, $"one entry is one layer, and this one is already `{kinds[0].Text}`");
            else if (first is null) layer.Fault(layer.Map, "layer", $"missing the kind of layer; expected one of {Kinds}");
            else layer.Fault(first, YamlScalar.Short(first.Text), $"not a layer; expected one of {Kinds}{Hint(first.Text)}");
            return null;
        }

        var kind = LayerKind.Find(kinds[0].Text)!;
        var value = layer.Take(kind.Name)!;
        var spec = new LayerSpec { Kind = kind, Name = Name(layer) };
        if (kind.Keys.IsEmpty && value is not YamlScalar { IsEmpty: true })
            layer.Fault(value, kind.Name, $"takes no value; write just {kind.Name}");
        foreach (var (place, number) in kind.Keys.Index()) spec = Read(layer, number, place == 0 ? kind.Name : number.Name, spec);
        layer.Done();
        return spec;
    }

    /// <param name="key">What the number is called in the file: the first one by the kind.</param>
    private static LayerSpec Read(Section layer, LayerKey number, string key, LayerSpec spec)
    {
        var otherwise = number.Default?.Invoke(spec) ?? number.Least;
        var item = number.Default is null ? layer.Require(key, $"the side of the {key}, for example {number.Example}") : layer.Take(key);
        if (item is null) return number.With(spec, otherwise);
        var most = number.Most(spec);
        return number.With(spec, number.Whole
            ? layer.Whole(item, key, number.Least, most, (long)Math.Min(number.Example, most)) ?? otherwise
            : Values.From0Below1(number.Example.ToString(CultureInfo.InvariantCulture)).Read(layer, item, key) as double? ?? otherwise);
    }

    private static string? Name(Section layer)
    {
        if (layer.Take("name") is not { } item) return null;
        if (item is YamlScalar { IsEmpty: false } scalar && LayerName().IsMatch(scalar.Text)) return scalar.Text;
        layer.Wrong(item, "name", "a layer's name: a letter, then letters, digits, - and _, at most 60");
        return null;
    }

    private static string Hint(string text) => NearestName.Hint(text, [.. LayerKind.All.Select(kind => kind.Name)]);

    /// <summary>The kind with the numbers that have to be given.</summary>
    private static string Example(LayerKind kind)
    {
        var numbers = kind.Keys.Where(number => number.Default is null).Select((number, place) => (Name: place == 0 ? kind.Name : number.Name, number.Example));
        return $"{{ {string.Join(", ", numbers.Select(number => Invariant($"{number.Name}: {number.Example}")))} }}";
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,59}\z")]
    private static partial Regex LayerName();
}
