using System.Numerics;

namespace ActorSearch.Search.Tests.Exact;

/// <summary>A true value, as good as exact: <paramref name="Mantissa"/> x 2^<paramref name="Exponent"/>, good to 90 bits or more.</summary>
internal readonly record struct TrueValue(BigInteger Mantissa, int Exponent)
{
    /// <summary>Finite.</summary>
    public static TrueValue Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var (fraction, exponent) = (bits & (1L << 52) - 1, (int)(bits >> 52));
        var mantissa = exponent == 0 ? fraction : fraction | 1L << 52;
        return new(double.IsNegative(value) ? -mantissa : mantissa, Math.Max(exponent, 1) - 1075);
    }

    /// <summary>How far a result is away, in units in the last place of this value: 2^-1074 below the normal numbers. Infinity counts as 2^1024.</summary>
    public double UlpsTo(double result)
    {
        if (double.IsNaN(result)) return double.PositiveInfinity;
        var size = (int)BigInteger.Abs(Mantissa).GetBitLength() + Exponent;
        if (size > 1024 && double.IsInfinity(result) && double.IsNegative(result) == Mantissa.Sign < 0) return 0;
        var other = double.IsInfinity(result) ? new TrueValue(result > 0 ? 1 : -1, 1024) : Of(result);
        var unit = Math.Max(size - 53, -1074) - 30;
        var difference = BigInteger.Abs(InUnitsOf(unit) - other.InUnitsOf(unit));
        return difference.GetBitLength() > 62 ? double.PositiveInfinity : (long)difference / (double)(1 << 30);
    }

    /// <summary>Fixed point with so many binary places, rounded down.</summary>
    public BigInteger InUnitsOf(int exponent) => Exponent >= exponent ? Mantissa << Math.Min(Exponent - exponent, 5000) : Mantissa >> (exponent - Exponent);
}

/// <summary>The functions in fixed point of 160 binary places and more: other constants, other series and other reductions than the code under test.</summary>
internal static class Reference
{
    private const int Places = 160, MorePlaces = 1280;

    /// <summary>18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749).</summary>
    private static readonly BigInteger Ln2 = Inverse(26, 18, 1, Places) + Inverse(4801, -2, 1, Places) + Inverse(8749, 8, 1, Places);

    /// <summary>Half of Gauss's 48 arctan(1/18) + 32 arctan(1/57) - 20 arctan(1/239).</summary>
    private static readonly BigInteger HalfPi = Inverse(18, 24, -1, MorePlaces) + Inverse(57, 16, -1, MorePlaces) + Inverse(239, -10, -1, MorePlaces);

    private static readonly BigInteger[] Exps = [.. Enumerable.Range(0, 256).Select(j => ExpSeries((BigInteger)j << (Places - 8)))];
    private static readonly BigInteger[] Logs = [.. Enumerable.Range(0, 128).Select(j => LogSeries(128 + j, 128))];

    public static TrueValue Exp(double x) => Exp(TrueValue.Of(x).InUnitsOf(-Places));

    public static TrueValue Log(double x) => new(FixedLog(x), -Places);

    /// <summary>Of a positive x.</summary>
    public static TrueValue Pow(double x, double y)
    {
        var exponent = TrueValue.Of(y);
        return Exp(new TrueValue(exponent.Mantissa * FixedLog(x), exponent.Exponent - Places).InUnitsOf(-Places));
    }

    public static TrueValue Sin(double x) => Math.Abs(x) < 1e-19 ? TrueValue.Of(x) : Wave(x, 0);
    public static TrueValue Cos(double x) => Wave(x, 1);

    private static TrueValue Exp(BigInteger x)
    {
        if (x.GetBitLength() > Places + 12) return new(1, x.Sign < 0 ? -5000 : 5000);
        var n = (int)((x - (x.Sign < 0 ? Ln2 - 1 : 0)) / Ln2);
        var rest = x - n * Ln2;
        var step = (int)(rest >> (Places - 8));
        return new(Exps[step] * ExpSeries(rest - ((BigInteger)step << (Places - 8))), n - 2 * Places);
    }

    private static BigInteger ExpSeries(BigInteger x)
    {
        var (sum, term) = (BigInteger.One << Places, BigInteger.One << Places);
        for (var n = 1; !term.IsZero; n++) sum += term = (term * x >> Places) / n;
        return sum;
    }

    private static BigInteger FixedLog(double x)
    {
        var value = TrueValue.Of(x);
        var exponent = (int)value.Mantissa.GetBitLength() - 1 + value.Exponent;
        var mantissa = new TrueValue(value.Mantissa, value.Exponent - exponent).InUnitsOf(-52);
        var step = (int)(mantissa >> 45) - 128;
        return exponent * Ln2 + Logs[step] + LogSeries(mantissa, (BigInteger)(128 + step) << 45);
    }

    /// <summary>log(a / b) = 2 artanh((a - b) / (a + b)).</summary>
    private static BigInteger LogSeries(BigInteger a, BigInteger b)
    {
        var t = ((a - b) << Places) / (a + b);
        var (square, power, sum) = (t * t >> Places, t, t);
        for (var n = 3; !power.IsZero; n += 2) sum += (power = power * square >> Places) / n;
        return 2 * sum;
    }

    /// <summary>sin(x + quarters x pi/2): the rest of x modulo pi/2 in enough places for the size of x, then the series.</summary>
    private static TrueValue Wave(double x, int quarters)
    {
        var value = TrueValue.Of(x);
        var places = Math.Min(MorePlaces, Places + 64 + Math.Max(0, value.Exponent + 53));
        var half = HalfPi >> (MorePlaces - places);
        var turns = BigInteger.DivRem(value.InUnitsOf(-places) + half / 2, half, out var rest);
        if (rest.Sign < 0) (turns, rest) = (turns - 1, rest + half);
        var r = (rest - half / 2) >> (places - Places);
        var quarter = (int)(turns & 3) + quarters & 3;
        var square = r * r >> Places;
        var (sum, term) = (quarter & 1) == 0 ? (r, r) : (BigInteger.One << Places, BigInteger.One << Places);
        for (var n = (quarter & 1) == 0 ? 2 : 1; term.Sign != 0 && term != BigInteger.MinusOne; n += 2)
            sum += term = -(term * square >> Places) / (n * (n + 1));
        return new(quarter < 2 ? sum : -sum, -Places);
    }

    /// <summary>factor x artanh(1/n) with sign 1, factor x arctan(1/n) with sign -1, in fixed point.</summary>
    private static BigInteger Inverse(int n, int factor, int sign, int places)
    {
        var power = (BigInteger.One << (places + 20)) / n;
        var sum = power;
        for (var k = 3; !power.IsZero; k += 2)
        {
            power = sign * power / (n * n);
            sum += power / k;
        }
        return factor * sum >> 20;
    }
}
