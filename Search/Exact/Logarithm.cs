using System.Runtime.CompilerServices;

namespace ActorSearch.Search.Exact;

/// <summary>
/// x = 2^k z with z in [0.705, 1.41); log x = k ln 2 + log c + log(1 + d / c), where c = i / 128 is the nearest to z, so that d = z - c is exact (after
/// Tang 1990, ACM TOMS 16:378). 1 / c and log c come from a table with twice the digits, log(1 + r) from its series, whose
/// first terms r - r^2/2 have twice the digits too. Next to 1, c is 1, whose logarithm is 0: nothing cancels. The relative error is about 2^-68.
/// </summary>
internal static class Logarithm
{
    private const int Parts = 128, First = 90, Last = 182;

    /// <summary>The least mantissa, 0.705.</summary>
    private const long LeastBits = 0x3FE68F5C28F5C28F;

    /// <summary>Adding it rounds to a multiple of 1/128, whose number then is in the low bits.</summary>
    private const double Rounder = 3L << 44;

    /// <summary>2 artanh(1/3).</summary>
    public static readonly DoubleDouble Ln2 = OfRatio(2, 1);

    /// <summary>42 bits, so that a product with an exponent (11 bits) is exact, and the rest.</summary>
    private static readonly double Ln2Hi = DoubleDouble.Leading(Ln2.Hi, 42), Ln2Lo = (Ln2 - Ln2Hi).Hi;

    /// <summary>Fours: 1 / c and log c for c = 90/128 to 182/128.</summary>
    private static readonly double[] Table = [.. Enumerable.Range(First, Last - First + 1).SelectMany(Four)];

    /// <summary>log of a positive normal number times 2^<paramref name="shift"/>, to about 68 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OfNormal(double x, int shift, out double rest)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (bits - LeastBits) >> 52;
        var z = BitConverter.Int64BitsToDouble(bits - (exponent << 52));
        var k = (double)(exponent + shift);

        var rounded = z + Rounder;
        var d = z - (rounded - Rounder);
        var row = Table.AsSpan(4 * ((int)BitConverter.DoubleToInt64Bits(rounded) - First), 4);

        // r = d / c = r + rLo
        var r = d * row[0];
        var rLo = Math.FusedMultiplyAdd(d, row[0], -r) + d * row[1];
        var half = 0.5 * r;
        var square = half * r;
        var squareLo = Math.FusedMultiplyAdd(half, r, -square);

        // k ln 2 + log c + r - r^2/2, each summand smaller than the sum before it or added to 0, with what rounding loses
        var whole = k * Ln2Hi;
        var first = whole + row[2];
        var second = first + r;
        var third = second - square;
        var lost = (whole - first + row[2]) + (first - second + r) + (second - third - square);

        // r^3/3 - r^4/4 ... + r^9/9
        var r2 = r * r;
        var series = 1.0 / 3 - r * (1.0 / 4) + r2 * (1.0 / 5 - r * (1.0 / 6)) + r2 * r2 * (1.0 / 7 - r * (1.0 / 8) + r2 * (1.0 / 9));
        lost += k * Ln2Lo + row[3] - squareLo + rLo * (1 - r + r2) + r * r2 * series;
        var sum = third + lost;
        rest = third - sum + lost;
        return sum;
    }

    private static double[] Four(int part)
    {
        var (inverse, log) = ((DoubleDouble)Parts / part, OfRatio(part, Parts));
        return [inverse.Hi, inverse.Lo, log.Hi, log.Lo];
    }

    /// <summary>log(a / b) = 2 artanh((a - b) / (a + b)), for ratios of 1/2 to 2.</summary>
    private static DoubleDouble OfRatio(double a, double b)
    {
        var t = (DoubleDouble)(a - b) / (a + b);
        var (square, power, sum) = (t * t, t, t);
        for (var n = 3; n <= 71; n += 2) sum += (power *= square) / n;
        return sum * 2;
    }
}
