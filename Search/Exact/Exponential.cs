using System.Runtime.CompilerServices;

namespace ActorSearch.Search.Exact;

/// <summary>
/// e^x = 2^(k/128) e^r with k whole and |r| at most ln 2 / 256. The first factor comes from a table with twice the digits (Tang 1989, ACM TOMS 15:144), the
/// second from its Taylor series, whose remainder r^6 / 720 is below 2^-60. Only the last rounding counts.
/// </summary>
internal static class Exponential
{
    private const int Steps = 128;

    /// <summary>Adding it rounds to a whole number, which then is in the low bits.</summary>
    private const double Rounder = 3L << 51;

    private static readonly double PerStep = Steps / Logarithm.Ln2.Hi;

    /// <summary>ln 2 / 128: 35 bits, so that a product with k (18 bits) is exact, and the rest.</summary>
    private static readonly double StepHi = DoubleDouble.Leading(Logarithm.Ln2.Hi / Steps, 35), StepLo = (Logarithm.Ln2 / Steps - StepHi).Hi;

    /// <summary>Pairs: 2^(j/128) rounded, and what is missing as a share of it.</summary>
    private static readonly double[] Powers = [.. Enumerable.Range(0, Steps).SelectMany(Pair)];

    /// <summary>e^(x + rest), x within 708 in absolute value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Moderate(double x, double rest)
    {
        var rounded = x * PerStep + Rounder;
        var k = BitConverter.DoubleToInt64Bits(rounded) << 12 >> 12;
        var growth = Growth(x, rest, rounded - Rounder, (int)k & (Steps - 1), out var power);
        var scale = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(power) + (k >> 7 << 52));
        return Math.FusedMultiplyAdd(scale, growth, scale);
    }

    /// <summary>e^(x + rest) for any x but NaN: 0, infinity and denormals included, rounded once.</summary>
    public static double Any(double x, double rest)
    {
        if (Math.Abs(x) < 708) return Moderate(x, rest);
        if (x > 710) return double.PositiveInfinity;
        if (x < -746) return 0;
        var k = (int)Math.Floor(x * PerStep + 0.5);
        var growth = Growth(x, rest, k, k & (Steps - 1), out var power);
        var hi = Math.FusedMultiplyAdd(power, growth, power);
        var exponent = k >> 7;
        if (exponent > -1022) return hi * DoubleDouble.PowerOfTwo(1023) * DoubleDouble.PowerOfTwo(exponent - 1023);
        // In units of the smallest normal number. Beside 1 a double ends where a denormal does, so this sum rounds as the result must.
        var unit = DoubleDouble.PowerOfTwo(exponent + 1022);
        var (scaled, lost) = (hi * unit, Math.FusedMultiplyAdd(power, growth, power - hi) * unit);
        if (scaled < 1)
        {
            var sum = 1 + scaled;
            scaled = sum + (1 - sum + scaled + lost) - 1;
        }
        return scaled * DoubleDouble.PowerOfTwo(-1022);
    }

    /// <summary>g such that e^(x + rest) = 2^whole power (1 + g).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Growth(double x, double rest, double k, int step, out double power)
    {
        var r = Math.FusedMultiplyAdd(k, -StepLo, Math.FusedMultiplyAdd(k, -StepHi, x)) + rest;
        power = Powers[2 * step];
        var square = r * r;
        return Powers[2 * step + 1] + r + square * (0.5 + r * (1.0 / 6) + square * (1.0 / 24 + r * (1.0 / 120)));
    }

    private static double[] Pair(int step)
    {
        var x = Logarithm.Ln2 * step / Steps;
        DoubleDouble sum = 1, term = 1;
        for (var n = 1; n <= 30; n++) sum += term = term * x / n;
        return [sum.Hi, sum.Lo / sum.Hi];
    }
}
