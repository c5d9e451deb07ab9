namespace ActorSearch.Search.Exact;

/// <summary>
/// Elementary functions by fixed sequences of IEEE 754 operations (+, -, x, /, fused multiply-add) and integers, so that their bits are the same on every
/// machine. Those of <see cref="Math"/> come from the C library, which differs between systems and takes other code on other CPUs. Constants are computed here.
/// </summary>
/// <remarks>
/// Special values are those of IEEE 754 and C99, as <see cref="Math"/> has them; a NaN is always <see cref="double.NaN"/>. Errors are in units in the last
/// place (ulp) of the true value; the largest of a million arguments are in docs/decisions/0013-exact-math.md.
/// </remarks>
public static class ExactMath
{
    private const double SmallestNormal = 2.2250738585072014E-308;

    /// <summary>e^x, within 1 ulp for every x; the result is 0 below -745.14 and infinite above 709.79.</summary>
    public static double Exp(double x) =>
        Math.Abs(x) < 708 ? Exponential.Moderate(x, 0) : double.IsNaN(x) ? double.NaN : Exponential.Any(x, 0);

    /// <summary>The natural logarithm, within 1 ulp for every x; minus infinity at 0, NaN below.</summary>
    public static double Log(double x) => x is >= SmallestNormal and <= double.MaxValue ? Logarithm.OfNormal(x, 0, out _) : LogOfOther(x);

    /// <summary>x^y, within 1 ulp for all x and y. Exact where the result is a double.</summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1) return 1;
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        var size = Math.Abs(x);
        if (double.IsInfinity(y)) return size == 1 ? 1 : size > 1 == y > 0 ? double.PositiveInfinity : 0;
        var whole = Math.Floor(y) == y;
        if (x < 0 && !whole && !double.IsInfinity(x)) return double.NaN;
        var magnitude = size == 0 || double.IsInfinity(size) ? size == 0 == y > 0 ? 0 : double.PositiveInfinity : size == 1 ? 1 : PowOfPositive(size, y);
        return double.IsNegative(x) && whole && IsOdd(y) ? -magnitude : magnitude;
    }

    /// <summary>The sine, within 1 ulp for every angle, however large; NaN at infinity.</summary>
    public static double Sin(double radians) => Math.Abs(radians) < 1.0 / (1 << 27) ? radians : SinAhead(radians, 0);

    /// <summary>The cosine, within 1 ulp for every angle, however large; NaN at infinity.</summary>
    public static double Cos(double radians) => SinAhead(radians, 1);

    /// <summary>Sine and cosine within 1e-13 for angles of up to about two turns, for drawn images and their augmentation.</summary>
    /// <remarks>
    /// It exists beside <see cref="Sin"/> and <see cref="Cos"/> because drawn data sets, and the results of training on them, depend on its bits, which must
    /// therefore not change. New code uses the other two.
    /// </remarks>
    public static (double Sin, double Cos) SinCos(double radians)
    {
        // Series on an eighth of the angle, then three times the double-angle formulas.
        var x = radians / 8;
        var (square, sinTerm, cosTerm, sin, cos) = (x * x, x, 1.0, x, 1.0);
        for (var n = 1; n <= 10; n++)
        {
            cosTerm *= -square / ((2 * n - 1) * (2 * n));
            sinTerm *= -square / (2 * n * (2 * n + 1));
            (sin, cos) = (sin + sinTerm, cos + cosTerm);
        }
        for (var i = 0; i < 3; i++) (sin, cos) = (2 * sin * cos, cos * cos - sin * sin);
        return (sin, cos);
    }

    /// <summary>The sine of an angle and some quarters of a turn.</summary>
    private static double SinAhead(double radians, int ahead)
    {
        if (!double.IsFinite(radians)) return double.NaN;
        var r = Circle.Reduce(radians, out var quarters);
        quarters = (quarters + ahead) & 3;
        var value = (quarters & 1) == 0 ? Circle.Sine(r) : Circle.Cosine(r);
        return quarters < 2 ? value : -value;
    }

    private static double LogOfOther(double x)
    {
        if (x == 0) return double.NegativeInfinity;
        if (!(x > 0)) return double.NaN;
        return double.IsInfinity(x) ? x : Logarithm.OfNormal(x * (1L << 54), -54, out _);
    }

    private static double PowOfPositive(double x, double y)
    {
        var log = x < SmallestNormal ? Logarithm.OfNormal(x * (1L << 54), -54, out var rest) : Logarithm.OfNormal(x, 0, out rest);
        var product = y * log;
        // Far beyond the ends the error term would be infinity less infinity.
        return Exponential.Any(product, Math.Abs(product) < 1000 ? Math.FusedMultiplyAdd(y, log, -product) + y * rest : 0);
    }

    /// <summary>Of a whole number: those of 2^53 and more are even.</summary>
    private static bool IsOdd(double y) => Math.Abs(y) < 1L << 53 && ((long)y & 1) != 0;
}
