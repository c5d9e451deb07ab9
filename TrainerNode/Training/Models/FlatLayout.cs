using ActorSearch.Search.Layers;

namespace ActorSearch.TrainerNode.Training.Models;

/// <summary>
/// Where each tensor lies in one buffer of floats. Every tensor starts on a 64-byte boundary, because kernels that start
/// elsewhere may add in another order and so give other bits; what lies between is always 0.
/// </summary>
public sealed class FlatLayout
{
    /// <summary>Floats in 64 bytes.</summary>
    private const int Alignment = 16;

    /// <summary>Lays out all tensors: first those that are trained, then the buffers.</summary>
    public FlatLayout(Architecture architecture)
    {
        Architecture = architecture;
        Tensors = architecture.Tensors;
        var offsets = ImmutableArray.CreateBuilder<int>(Tensors.Length);
        foreach (var tensor in Tensors)
        {
            offsets.Add(Length);
            Length = checked(Length + Aligned(tensor.Count));
            if (tensor.Role != TensorRole.Buffer) TrainedLength = Length;
        }
        Offsets = offsets.ToImmutable();
    }

    /// <summary>The layout of a network that was read from a file.</summary>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public static FlatLayout Of(Architecture architecture)
    {
        try
        {
            return new FlatLayout(architecture);
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException("the network is too large", e);
        }
    }

    /// <summary>The network.</summary>
    public Architecture Architecture { get; }

    /// <summary>The trained tensors, which come first.</summary>
    public ImmutableArray<LayerTensor> Parameters => Architecture.Parameters;

    /// <summary>All tensors.</summary>
    public ImmutableArray<LayerTensor> Tensors { get; }

    /// <summary>First element of each tensor.</summary>
    public ImmutableArray<int> Offsets { get; }

    /// <summary>Elements of the whole buffer, a multiple of 16.</summary>
    public int Length { get; }

    /// <summary>Elements up to the buffers, a multiple of 16: what optimizers see.</summary>
    public int TrainedLength { get; }

    /// <summary>A tensor and the zeros behind it.</summary>
    public Range Padded(int tensor) => Offsets[tensor]..(Offsets[tensor] + Aligned(Tensors[tensor].Count));

    /// <summary>A number of floats, rounded up to whole 64 bytes.</summary>
    internal static int Aligned(int count) => (count + Alignment - 1) / Alignment * Alignment;

    /// <summary>A tensor's part of a buffer.</summary>
    public Span<float> Slice(Span<float> buffer, int tensor) => buffer.Slice(Offsets[tensor], Tensors[tensor].Count);

    /// <summary>A tensor's part of a buffer.</summary>
    public ReadOnlySpan<float> Slice(ReadOnlySpan<float> buffer, int tensor) => buffer.Slice(Offsets[tensor], Tensors[tensor].Count);
}
