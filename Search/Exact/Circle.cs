using System.Numerics;

namespace ActorSearch.Search.Exact;

/// <summary>
/// Sine and cosine of any finite angle. The angle is reduced to at most pi/4 with digits of pi computed here; then come Taylor series, whose leading terms have
/// twice the digits.
/// </summary>
internal static class Circle
{
    /// <summary>Bits of 2/pi: enough for the largest double, and for the one that comes nearest to a multiple of pi/2.</summary>
    private const int Bits = 1280;

    private static readonly BigInteger Pi = 4 * (4 * ArcCotangent(5) - ArcCotangent(239)) >> 64;
    private static readonly BigInteger TwoOverPi = (BigInteger.One << (2 * Bits + 1)) / Pi;
    private static readonly DoubleDouble HalfPi = Leading(Pi, Bits + 1);

    private static readonly DoubleDouble Sixth = (DoubleDouble)1 / 6;

    /// <summary>pi/2 in pieces of 33, 33 and 53 bits: products of the first two with 20 bits are exact.</summary>
    private static readonly double Piece1 = Piece(0, 33), Piece2 = Piece(33, 33), Piece3 = Piece(66, 53);

    /// <summary>The angle less <paramref name="quarters"/> x pi/2.</summary>
    /// <param name="quarters">Modulo 4.</param>
    public static DoubleDouble Reduce(double x, out int quarters)
    {
        if (Math.Abs(x) < Math.PI / 4)
        {
            quarters = 0;
            return x;
        }
        if (Math.Abs(x) < 1 << 20)
        {
            var n = Math.Floor(x * (2 / Math.PI) + 0.5);
            var near = Math.FusedMultiplyAdd(n, -Piece1, x);
            var rest = DoubleDouble.Sum(near, n * -Piece2);
            rest = DoubleDouble.Normalized(rest.Hi, rest.Lo + n * -Piece3);
            quarters = (int)n & 3;
            if (Math.Abs(rest.Hi) > 1.0 / (1 << 20)) return rest; // else too few digits are left
        }
        return ReduceExactly(x, out quarters);
    }

    /// <summary>sin of a reduced angle.</summary>
    public static double Sine(DoubleDouble r)
    {
        var square = r * r;
        var s = square.Hi;
        var tail = 1.0 / 120 + s * (-1.0 / 5040 + s * (1.0 / 362880 + s * (-1.0 / 39916800 + s * (1.0 / 6227020800 + s * (-1.0 / 1307674368000
            + s * (1.0 / 355687428096000 + s * (-1.0 / 121645100408832000)))))));
        return (r + r * (square * (square * tail - Sixth))).Hi;
    }

    /// <summary>cos of a reduced angle.</summary>
    public static double Cosine(DoubleDouble r)
    {
        var square = r * r;
        var s = square.Hi;
        var tail = 1.0 / 24 + s * (-1.0 / 720 + s * (1.0 / 40320 + s * (-1.0 / 3628800 + s * (1.0 / 479001600 + s * (-1.0 / 87178291200
            + s * (1.0 / 20922789888000 + s * (-1.0 / 6402373705728000)))))));
        return (square * (square * tail - 0.5) + 1).Hi;
    }

    /// <summary>By whole numbers: x = m 2^e, so x 2/pi is a product and a shift.</summary>
    private static DoubleDouble ReduceExactly(double x, out int quarters)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        var exponent = (int)(bits >> 52) - 1075;
        var point = Bits - exponent;
        var turns = ((bits & (1L << 52) - 1) | 1L << 52) * TwoOverPi;
        var nearest = (turns + (BigInteger.One << (point - 1))) >> point;
        var share = turns - (nearest << point);
        quarters = (int)(nearest & 3);
        var r = (share.Sign < 0 ? -Leading(-share, point) : Leading(share, point)) * HalfPi;
        if (x > 0) return r;
        quarters = -quarters & 3;
        return -r;
    }

    /// <summary>
    /// The leading 106 bits of value / 2^point. A conversion from BigInteger to double would round as the library does; those from long are exact here.
    /// </summary>
    private static DoubleDouble Leading(BigInteger value, int point)
    {
        var length = (int)value.GetBitLength();
        value = length > 106 ? value >> (length - 106) : value << (106 - length);
        var (hi, lo) = ((long)(value >> 53), (long)(value & ((1L << 53) - 1)));
        return DoubleDouble.Normalized(hi * DoubleDouble.PowerOfTwo(length - 53 - point), lo * DoubleDouble.PowerOfTwo(length - 106 - point));
    }

    /// <summary>Bits of pi/2 from the given one on, as a number.</summary>
    private static double Piece(int from, int bits) =>
        (long)((Pi >> (Bits + 2 - from - bits)) & ((1L << bits) - 1)) * DoubleDouble.PowerOfTwo(1 - from - bits);

    /// <summary>arccot n x 2^(Bits + 64), by Gregory's series (Machin 1706).</summary>
    private static BigInteger ArcCotangent(int n)
    {
        var power = (BigInteger.One << (Bits + 64)) / n;
        var sum = power;
        for (var k = 3; !power.IsZero; k += 2)
        {
            power /= -n * n;
            sum += power / k;
        }
        return sum;
    }
}
