using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorSearch.Benchmarks;

/// <summary>Multiplications with addition per second that one core does on registers alone.</summary>
internal static class CorePeak
{
    private const int Rounds = 100_000, Chains = 12;

    public static double Measure()
    {
        var best = 0.0;
        for (var i = 0; i < 30; i++)
        {
            var began = Stopwatch.GetTimestamp();
            if (float.IsNaN(Run(1e-9f))) throw new InvalidOperationException("cannot be");
            best = Math.Max(best, (double)Rounds * Chains * Vector512<float>.Count / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run(float start)
    {
        var x = Vector512.Create(start);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var round = 0; round < Rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, x);
            b = Vector512.FusedMultiplyAdd(b, x, x);
            c = Vector512.FusedMultiplyAdd(c, x, x);
            d = Vector512.FusedMultiplyAdd(d, x, x);
            e = Vector512.FusedMultiplyAdd(e, x, x);
            f = Vector512.FusedMultiplyAdd(f, x, x);
            g = Vector512.FusedMultiplyAdd(g, x, x);
            h = Vector512.FusedMultiplyAdd(h, x, x);
            i = Vector512.FusedMultiplyAdd(i, x, x);
            j = Vector512.FusedMultiplyAdd(j, x, x);
            k = Vector512.FusedMultiplyAdd(k, x, x);
            l = Vector512.FusedMultiplyAdd(l, x, x);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
