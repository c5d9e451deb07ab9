using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorSearch.TrainerNode.Sparse.Kernels;

/// <summary>Turns samples that lie one after another into features whose samples lie together. Moves numbers only.</summary>
internal static unsafe class Transpose
{
    /// <summary>Features that all samples go through before the next: few enough that what is written stays in the first cache until its lines are full, enough that reading runs along the samples.</summary>
    private const int Panel = 64;

    /// <param name="from">[samples, features]</param>
    /// <param name="to">Lane i of a feature is sample i; lanes without a sample become 0.</param>
    /// <param name="places">[features] where a feature's lanes lie, in floats; -1 = nothing reads it.</param>
    public static void Run(float* from, int samples, int features, float* to, int* places, int lanes)
    {
        var (whole, blocks) = Avx.IsSupported ? (samples / 8 * 8, features / 8 * 8) : (0, 0);
        for (var first = 0; first < blocks; first += Panel)
        {
            var end = Math.Min(first + Panel, blocks);
            for (var sample = 0; sample < whole; sample += 8)
                for (var feature = first; feature < end; feature += 8) Block(from + (long)sample * features + feature, features, to + sample, places + feature);
        }
        Plain(from, 0, whole, blocks, features, to, places);
        Plain(from, whole, samples - whole, 0, features, to, places);
        if (samples == lanes) return;
        for (var feature = 0; feature < features; feature++)
        {
            if (places[feature] < 0) continue;
            for (var lane = samples; lane < lanes; lane++) to[places[feature] + lane] = 0;
        }
    }

    private static void Plain(float* from, int sample, int count, int firstFeature, int features, float* to, int* places)
    {
        for (var s = sample; s < sample + count; s++)
            for (var feature = firstFeature; feature < features; feature++)
                if (places[feature] >= 0) to[places[feature] + s] = from[(long)s * features + feature];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* from, int pitch, float* to, int* places)
    {
        // Rows i and i + 4 share a register, half each; then 4 x 4 blocks are turned within the halves.
        var (a0, a1, a2, a3) = (Halves(from, from + 4L * pitch), Halves(from + pitch, from + 5L * pitch), Halves(from + 2L * pitch, from + 6L * pitch), Halves(from + 3L * pitch, from + 7L * pitch));
        Turn(a0, a1, a2, a3, to, places);
        from += 4;
        (a0, a1, a2, a3) = (Halves(from, from + 4L * pitch), Halves(from + pitch, from + 5L * pitch), Halves(from + 2L * pitch, from + 6L * pitch), Halves(from + 3L * pitch, from + 7L * pitch));
        Turn(a0, a1, a2, a3, to, places + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* low, float* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* to, int* places)
    {
        var (ab0, ab1) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        var (cd0, cd1) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        if (places[0] >= 0) Avx.Shuffle(ab0, cd0, 0b01_00_01_00).Store(to + places[0]);
        if (places[1] >= 0) Avx.Shuffle(ab0, cd0, 0b11_10_11_10).Store(to + places[1]);
        if (places[2] >= 0) Avx.Shuffle(ab1, cd1, 0b01_00_01_00).Store(to + places[2]);
        if (places[3] >= 0) Avx.Shuffle(ab1, cd1, 0b11_10_11_10).Store(to + places[3]);
    }
}
