using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorSearch.TrainerNode.Training.Optimizers;

/// <summary>
/// How weights follow gradients. Every class derived from this one, in a file of its name, is registered by its name in the search file.
/// </summary>
internal abstract class Optimizer : Registered<Optimizer>
{
    /// <summary>That of a specification.</summary>
    public static Optimizer Of(OptimizerKind kind) => Find(kind.Name())!;

    /// <summary>Names of its state, as checkpoints have them: each a number per weight, 0 before the first step.</summary>
    public abstract ImmutableArray<string> Slots { get; }

    /// <summary>
    /// A step in one pass over memory, on the CPU. Lengths are multiples of 16 floats. The operations of an element are the same at every vector width and
    /// never contracted, so the bits do not depend on the machine. A weight whose mask is 0 becomes, and stays, exactly 0 with all its state, whatever its
    /// gradient.
    /// </summary>
    /// <param name="mask">Empty = all are left.</param>
    public abstract void Step(OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradients, StateSlots state, ReadOnlySpan<float> mask);

    private protected static Vector<float> Masked(ReadOnlySpan<Vector<float>> mask, int i, Vector<float> value) =>
        mask.IsEmpty ? value : Vector.ConditionalSelect(Vector.Equals(mask[i], Vector<float>.Zero), Vector<float>.Zero, value);

    private protected static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
    private protected static ReadOnlySpan<Vector<float>> Vectors(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
