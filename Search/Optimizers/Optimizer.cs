using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorSearch.Search.Optimizers;

/// <summary>
/// How weights follow gradients. Every class derived from this one, in a file of its name, is registered by its name in the search file. It needs no other
/// line; a class in the engine of libtorch makes it fast on GPUs.
/// </summary>
public abstract class Optimizer : Registered<Optimizer>
{
    /// <summary>The one of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static Optimizer Of(string name) => Find(name) ?? throw new FormatException($"`{name}` is no optimizer");

    /// <summary>Keys of the search file that not every optimizer uses and this one does, as <see cref="IOptimizerSettings"/> has them.</summary>
    public abstract ImmutableArray<string> Uses { get; }

    /// <summary>Names of its state, as checkpoints have them: each a number per weight, 0 before the first step.</summary>
    public abstract ImmutableArray<string> Slots { get; }

    /// <summary>
    /// A step in one pass over memory, on the CPU, element by element: what comes together, a layer or what is left of a network, is not the same in every
    /// engine. Lengths are multiples of 16 floats. The operations of an element are the same at every vector width and
    /// never contracted, so the bits do not depend on the machine. A weight whose mask is 0 becomes, and stays, exactly 0 with all its state, whatever its
    /// gradient.
    /// </summary>
    /// <param name="step">Its number and settings.</param>
    /// <param name="weights">Changed in place.</param>
    /// <param name="gradients">As many as weights; they stay.</param>
    /// <param name="state">As <see cref="Slots"/>; changed in place.</param>
    /// <param name="mask">Empty = all are left.</param>
    public abstract void Step(OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradients, StateSlots state, ReadOnlySpan<float> mask);

    /// <summary>A value, or 0 where the mask is.</summary>
    protected static Vector<float> Masked(ReadOnlySpan<Vector<float>> mask, int i, Vector<float> value) =>
        mask.IsEmpty ? value : Vector.ConditionalSelect(Vector.Equals(mask[i], Vector<float>.Zero), Vector<float>.Zero, value);

    private protected static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
    private protected static ReadOnlySpan<Vector<float>> Vectors(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
