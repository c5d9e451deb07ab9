using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>Euclidean norms, summed up in double precision, eight sums side by side whatever the width of the machine's vectors.</summary>
internal static class GradientNorms
{
    /// <param name="mask">0 where a value does not count; empty = all count.</param>
    public static double Of(ReadOnlySpan<float> values, ReadOnlySpan<float> mask = default)
    {
        Vector512<double> low = default, high = default;
        ref var first = ref MemoryMarshal.GetReference(values);
        ref var kept = ref MemoryMarshal.GetReference(mask);
        var i = 0;
        for (; i + 16 <= values.Length; i += 16)
        {
            var vector = Vector512.LoadUnsafe(ref first, (nuint)i);
            if (mask.Length > 0)
            {
                var pruned = Vector512.Equals(Vector512.LoadUnsafe(ref kept, (nuint)i), Vector512<float>.Zero);
                vector = Vector512.ConditionalSelect(pruned, Vector512<float>.Zero, vector);
            }
            var (a, b) = Vector512.Widen(vector);
            (low, high) = (low + a * a, high + b * b);
        }
        var sum = Vector512.Sum(low + high);
        for (; i < values.Length; i++)
            if (mask.Length == 0 || mask[i] != 0) sum += (double)values[i] * values[i];
        return Math.Sqrt(sum);
    }
}
