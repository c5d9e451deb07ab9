using ActorSearch.Search.Randomness;

namespace ActorSearch.Search.Layers;

/// <summary>
/// What a layer does. Every class derived from this one, in a file of its name, is registered: it needs no other line, but one class in each engine, which
/// computes it fast. A kind says what is true of it everywhere: keys, shapes, tensors, initial values, and what it computes, as plain loops in double
/// precision.
/// </summary>
public abstract class LayerKind : Registered<LayerKind>
{
    /// <summary>The kind of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static LayerKind Of(string name) => Find(name) ?? throw new FormatException($"`{name}` is no kind of layer");

    /// <summary>What layers without a name are named by, with a count behind it; part of tickets.</summary>
    public virtual string Prefix => Name;

    /// <summary>Its numbers in the order of hashes; the first is the value of the kind's own key in the search file.</summary>
    public virtual ImmutableArray<LayerKey> Keys => [];

    /// <summary>Whether it takes more than one input.</summary>
    public virtual bool TakesSeveral => false;

    /// <summary>Whether what comes out differs between samples even where what goes in does not (dropout).</summary>
    public virtual bool DiffersBySample(LayerSpec spec) => false;

    /// <summary>Whether zeros alone make a zero. Biases are looked at besides.</summary>
    public virtual bool KeepsZero => true;

    /// <summary>The shape of its output for one sample. A side below 1 says that the input is too small.</summary>
    /// <param name="layer">The layer, without its output and tensors.</param>
    /// <exception cref="BadInputException">It does not take such inputs.</exception>
    public abstract ImmutableArray<int> Output(Layer layer);

    /// <summary>The tensors that it has, a weight before its bias.</summary>
    /// <param name="layer">The layer, without its tensors.</param>
    public virtual IEnumerable<TensorShape> Tensors(Layer layer) => [];

    /// <summary>Writes a tensor's initial values: uniform in +-1/sqrt(fan-in), as PyTorch's; a buffer begins with zeros.</summary>
    /// <param name="random">The tensor's own stream.</param>
    public virtual void Initialize(LayerTensor tensor, CounterRandom random, Span<float> values)
    {
        values.Clear();
        if (tensor.Role == TensorRole.Buffer) return;
        var bound = (float)(1 / Math.Sqrt(tensor.FanIn));
        foreach (ref var value in values) value = (2 * random.NextFloat() - 1) * bound;
    }

    /// <summary>Which units (channels of an image, or features) each unit of the output hears; by default the same one of every input.</summary>
    /// <param name="left">Whether a mask leaves an element of the layer's weight.</param>
    public virtual IEnumerable<UnitLink> Units(Layer layer, Func<int, bool> left) =>
        Enumerable.Range(0, layer.Inputs.Length).SelectMany(input => Enumerable.Range(0, layer.OutputShape[0]).Select(unit => new UnitLink(unit, unit, input)));

    /// <summary>Writes <see cref="PlainBatch.Outputs"/>.</summary>
    public abstract void Forward(PlainBatch batch);

    /// <summary>Adds to <see cref="PlainBatch.InputPulls"/> and <see cref="PlainBatch.TensorPulls"/>, after <see cref="Forward"/>.</summary>
    public abstract void Backward(PlainBatch batch);

    /// <exception cref="BadInputException">The first input is not an image.</exception>
    private protected ImmutableArray<int> Image(Layer layer) => layer.InputShape is { Length: 3 } image ? image
        : throw new BadInputException($"model: layer {layer.Name} ({Name}) needs an image, but gets {GraphBuilder.Text(layer.InputShape)} features");
}
