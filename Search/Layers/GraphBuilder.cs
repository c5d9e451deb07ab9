namespace ActorSearch.Search.Layers;

/// <summary>Builds an architecture layer by layer; shapes, names and tensors follow from the kinds.</summary>
/// <param name="input">Shape of a sample: [channels, height, width] or [features].</param>
/// <param name="prunable">Whether a layer's tensor, which is no buffer, may be pruned.</param>
/// <param name="model">How messages call the model.</param>
public sealed class GraphBuilder(ImmutableArray<int> input, Func<string, TensorShape, bool> prunable, string model = "these layers")
{
    /// <summary>Most elements of a tensor: what an int can count.</summary>
    private const long MostElements = int.MaxValue;

    private readonly List<Layer> _layers = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly HashSet<string> _names = [];
    private int _parameters;

    /// <summary>Adds a layer.</summary>
    /// <param name="inputs">Earlier layers by the numbers that this method gave them; 0 is the network's input.</param>
    /// <returns>The number of its output.</returns>
    /// <exception cref="BadInputException">The layer and its inputs do not fit.</exception>
    public int Add(LayerSpec spec, params ReadOnlySpan<int> inputs)
    {
        var (kind, name) = (spec.Kind, NameOf(spec));
        foreach (var number in inputs)
        {
            if (number < 0 || number > _layers.Count)
                throw new BadInputException($"model: layer {name} takes the output of a layer that does not come before it");
        }
        if (inputs.Length < 1 || (inputs.Length > 1 && !kind.TakesSeveral))
            throw new BadInputException($"model: layer {name} ({kind.Name}) does not take {inputs.Length} inputs");
        foreach (var key in kind.Keys) key.Check(name, spec);
        ImmutableArray<ImmutableArray<int>> shapes = [.. inputs.ToArray().Select(number => number == 0 ? input : _layers[number - 1].OutputShape)];
        foreach (var shape in shapes) CheckSize(name, shape);
        var layer = new Layer(name, spec, [.. inputs], shapes, [], []);
        layer = layer with { OutputShape = kind.Output(layer) };
        if (layer.OutputShape.Any(side => side < 1))
            throw new BadInputException($"model: an input of {Text(input)} is too small for {model}: layer {name} would have no output");
        CheckSize(name, layer.OutputShape);
        var tensors = ImmutableArray.CreateBuilder<LayerTensor>();
        foreach (var tensor in kind.Tensors(layer))
        {
            CheckSize(name, tensor.Shape);
            var trained = tensor.Role != TensorRole.Buffer;
            tensors.Add(new(trained ? _parameters++ : -1, $"{name}.{tensor.Name}", tensor.Role, tensor.Shape, tensor.FanIn, trained && prunable(name, tensor)));
        }
        _layers.Add(layer with { Tensors = tensors.ToImmutable() });
        return _layers.Count;
    }

    /// <summary>The graph, whose last layer gives the logit.</summary>
    /// <exception cref="BadInputException">The last layer does not give one number, or what another one gives goes nowhere.</exception>
    public Architecture Build()
    {
        var last = _layers[^1];
        if (last.OutputShape is not [1])
            throw new BadInputException($"model: the last layer, {last.Name}, must be `linear: 1` (one logit), but it gives {Text(last.OutputShape)}");
        var buffers = _parameters;
        LayerTensor Numbered(LayerTensor tensor) => tensor.Role == TensorRole.Buffer ? tensor with { Index = buffers++ } : tensor;
        var architecture = new Architecture(input, [.. _layers.Select(layer => layer with { Tensors = [.. layer.Tensors.Select(Numbered)] })]);
        for (var i = 0; i + 1 < _layers.Count; i++)
            if (architecture.Takers[i + 1].IsEmpty) throw new BadInputException($"model: no layer takes what {_layers[i].Name} gives");
        return architecture;
    }

    /// <summary>A shape as messages have it: 3x64x64.</summary>
    internal static string Text(ImmutableArray<int> shape) => string.Join('x', shape);

    /// <summary>The name given, or kind and count; a named layer counts too.</summary>
    private string NameOf(LayerSpec spec)
    {
        var count = _counts[spec.Kind.Prefix] = _counts.GetValueOrDefault(spec.Kind.Prefix) + 1;
        var name = spec.Name ?? $"{spec.Kind.Prefix}{count}";
        return _names.Add(name) ? name : throw new BadInputException($"model: two layers are named `{name}`; names must differ");
    }

    private static void CheckSize(string name, ImmutableArray<int> shape)
    {
        var product = 1L;
        foreach (var n in shape)
        {
            product *= n;
            if (product > MostElements) throw new BadInputException($"model: layer {name} is too large: {Text(shape)} are more than {MostElements} numbers");
        }
    }
}
