using static System.FormattableString;

namespace ActorSearch.Search.Layers;

/// <summary>A number that layers of some kinds take.</summary>
/// <param name="Name">As the search file, hashes and tickets have it: never to be changed.</param>
/// <param name="Example">A value that is fine, for messages.</param>
/// <param name="Of">The number of a layer.</param>
/// <param name="With">A layer with another number, which is not checked.</param>
/// <param name="Least">Its smallest value.</param>
/// <param name="Most">Its largest value, which may depend on the keys before.</param>
/// <param name="Default">What stands where none is given; null = one has to be given.</param>
/// <param name="Whole">Whether it is a whole number. If not, its range ends before its largest value.</param>
public sealed record LayerKey(
    string Name, double Example, Func<LayerSpec, double> Of, Func<LayerSpec, double, LayerSpec> With, int Least, Func<LayerSpec, int> Most,
    Func<LayerSpec, int>? Default = null, bool Whole = true)
{
    /// <summary>Largest side of a kernel, a stride or a padding.</summary>
    public const int MostSide = 1024;

    /// <summary>A share in [0, 1), which has to be given.</summary>
    public static LayerKey Rate { get; } = new("rate", 0.5, spec => spec.Rate, (spec, value) => spec with { Rate = value }, 0, _ => 1, Whole: false);

    /// <summary>Outputs, which have to be given.</summary>
    public static LayerKey Size(int most, int example) =>
        new("size", example, spec => spec.Size, (spec, value) => spec with { Size = (int)value }, 1, _ => most);

    /// <summary>The side of a kernel, which has to be given.</summary>
    public static LayerKey Kernel(int example) =>
        new("kernel", example, spec => spec.Kernel, (spec, value) => spec with { Kernel = (int)value }, 1, _ => MostSide);

    /// <summary>How far kernels are apart.</summary>
    public static LayerKey Stride(Func<LayerSpec, int> otherwise) =>
        new("stride", 2, spec => spec.Stride, (spec, value) => spec with { Stride = (int)value }, 1, _ => MostSide, otherwise);

    /// <summary>Zeros around a map.</summary>
    public static LayerKey Padding(Func<LayerSpec, int> most) =>
        new("padding", 1, spec => spec.Padding, (spec, value) => spec with { Padding = (int)value }, 0, most, _ => 0);

    /// <exception cref="BadInputException">The layer's number is out of range.</exception>
    public void Check(string layer, LayerSpec spec)
    {
        var value = Of(spec);
        if (value >= Least && (Whole ? value <= Most(spec) : value < Most(spec))) return;
        throw new BadInputException(Invariant(
            $"model: layer {layer} ({spec.Kind.Name}): {Name} is {value}; expected {Least} to {Most(spec)}"));
    }
}
