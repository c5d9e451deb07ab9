using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>Transposes a batch: from [samples, features] to features whose samples are adjacent. It copies bits and computes nothing.</summary>
internal static unsafe class Transpose
{
    /// <summary>
    /// Number of features that are transposed for all samples before the next ones. It is small enough that the written cache lines stay in the L1 cache until
    /// they are full, and large enough that reads run along the samples.
    /// </summary>
    private const int Panel = 64;

    /// <summary>Transposes a batch.</summary>
    /// <param name="from">[samples, features]</param>
    /// <param name="to">Receives sample i in lane i of each feature, and 0 in lanes without a sample.</param>
    /// <param name="places">[features] offset of a feature's lanes in <paramref name="to"/>, in floats; -1 = the feature is not needed.</param>
    public static void Run(float* from, int samples, int features, float* to, int* places, int lanes)
    {
        var (whole, blocks) = Avx.IsSupported ? (samples / 8 * 8, features / 8 * 8) : (0, 0);
        for (var first = 0; first < blocks; first += Panel)
        {
            var end = Math.Min(first + Panel, blocks);
            for (var sample = 0; sample < whole; sample += 8)
                for (var feature = first; feature < end; feature += 8)
                    Block(from + (long)sample * features + feature, features, to + sample, places + feature);
        }
        Plain(from, 0, whole, blocks, features, to, places);
        Plain(from, whole, samples - whole, 0, features, to, places);
        if (samples == lanes) return;
        for (var feature = 0; feature < features; feature++)
        {
            if (places[feature] >= 0) new Span<float>(to + places[feature] + samples, lanes - samples).Clear();
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
        // Rows i and i + 4 share a register, one half each. Turn transposes a 4 x 4 block in each half.
        Rows(from, pitch, to, places);
        Rows(from + 4, pitch, to, places + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows(float* from, int pitch, float* to, int* places) => Turn(
        Halves(from, from + 4L * pitch), Halves(from + pitch, from + 5L * pitch),
        Halves(from + 2L * pitch, from + 6L * pitch), Halves(from + 3L * pitch, from + 7L * pitch), to, places);

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
