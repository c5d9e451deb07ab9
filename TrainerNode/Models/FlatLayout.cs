using System.Collections.Immutable;
using ActorSearch.Search.Models;

namespace ActorSearch.TrainerNode.Models;

/// <summary>
/// Where each trained tensor lies in one buffer of floats. Every tensor starts on a 64-byte boundary, because kernels that start
/// elsewhere may add in another order and so give other bits; what lies between is always 0.
/// </summary>
public sealed class FlatLayout
{
    /// <summary>Floats in 64 bytes.</summary>
    private const int Alignment = 16;

    public FlatLayout(Architecture architecture)
    {
        Architecture = architecture;
        var offsets = ImmutableArray.CreateBuilder<int>(architecture.Parameters.Length);
        foreach (var parameter in architecture.Parameters)
        {
            offsets.Add(Length);
            Length = checked(Length + (parameter.Count + Alignment - 1) / Alignment * Alignment);
        }
        Offsets = offsets.ToImmutable();
    }

    public Architecture Architecture { get; }
    public ImmutableArray<ParameterTensor> Parameters => Architecture.Parameters;

    /// <summary>First element of each tensor, in network order.</summary>
    public ImmutableArray<int> Offsets { get; }

    /// <summary>Elements of the whole buffer, a multiple of 16.</summary>
    public int Length { get; }

    /// <summary>A tensor and the zeros behind it.</summary>
    public FlatRange Padded(int parameter) => new(Offsets[parameter], (Parameters[parameter].Count + Alignment - 1) / Alignment * Alignment);

    public Span<float> Slice(Span<float> buffer, int parameter) => buffer.Slice(Offsets[parameter], Parameters[parameter].Count);
    public ReadOnlySpan<float> Slice(ReadOnlySpan<float> buffer, int parameter) => buffer.Slice(Offsets[parameter], Parameters[parameter].Count);
}

/// <summary>A part of a buffer.</summary>
public readonly record struct FlatRange(int Start, int Length)
{
    public Span<float> Of(Span<float> buffer) => buffer.Slice(Start, Length);
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> buffer) => buffer.Slice(Start, Length);
}
