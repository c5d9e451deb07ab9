using ActorSearch.Search.Exact;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Exact;

/// <summary>The ends of the ranges, and special values as IEEE 754 and <see cref="Math"/> have them.</summary>
public sealed class EdgeTests
{
    private const double Denormal = double.Epsilon, Normal = 2.2250738585072014E-308;

    private static readonly double[] Ends =
    [
        0, Denormal, 3 * Denormal, Normal - Denormal, Normal, 2 * Normal, 1e-300, 1.0 / (1L << 54), 1.0 / (1L << 53), 1.0 / (1 << 27), 1.0 / (1 << 26),
        1.0 / (1 << 20), 0.1, 0.5, 2.0 / 3, Math.PI / 4, 1 - 1.0 / (1L << 53), 1, 1 + 1.0 / (1L << 52), 1.5, Math.PI / 2, 2, 3, Math.PI, 10, 700, 1 << 20,
        (1 << 20) + 0.5, 1L << 53, 1e300, double.MaxValue, double.PositiveInfinity, double.NaN,
    ];

    public static TheoryData<double> Values => [.. Ends, .. Ends.Select(value => -value)];

    [Theory]
    [MemberData(nameof(Values))]
    public void Special_values_are_those_of_the_system_and_the_others_are_near(double x)
    {
        Same(Math.Exp(x), ExactMath.Exp(x));
        Same(Math.Log(x), ExactMath.Log(x));
        Same(Math.Sin(x), ExactMath.Sin(x));
        Same(Math.Cos(x), ExactMath.Cos(x));
        foreach (var y in Ends)
        {
            Same(Math.Pow(x, y), ExactMath.Pow(x, y));
            Same(Math.Pow(x, -y), ExactMath.Pow(x, -y));
        }
    }

    /// <summary>The table of C99, annex F.9.4.4.</summary>
    [Fact]
    public void Powers_of_special_values()
    {
        double[] any = [.. Ends, .. Ends.Select(value => -value)];
        foreach (var x in any)
        {
            Equal(1, ExactMath.Pow(x, 0));
            Equal(1, ExactMath.Pow(x, -0.0));
            Equal(1, ExactMath.Pow(1, x));
        }
        foreach (var infinity in new[] { double.PositiveInfinity, double.NegativeInfinity }) Equal(1, ExactMath.Pow(-1, infinity));
        Equal(double.NegativeInfinity, ExactMath.Pow(-0.0, -3));
        Equal(double.PositiveInfinity, ExactMath.Pow(-0.0, -2));
        Equal(double.PositiveInfinity, ExactMath.Pow(-0.0, -2.5));
        Equal(-0.0, ExactMath.Pow(-0.0, 3));
        Equal(0, ExactMath.Pow(-0.0, 2));
        Equal(-0.0, ExactMath.Pow(double.NegativeInfinity, -3));
        Equal(0, ExactMath.Pow(double.NegativeInfinity, -2));
        Equal(double.NegativeInfinity, ExactMath.Pow(double.NegativeInfinity, 3));
        Equal(double.PositiveInfinity, ExactMath.Pow(double.NegativeInfinity, 2.5));
        Equal(double.NaN, ExactMath.Pow(-8, 1.0 / 3));
        Equal(-8, ExactMath.Pow(-2, 3));
        Equal(-0.0, ExactMath.Pow(-2, -2001));
        Equal(double.NegativeInfinity, ExactMath.Pow(-2, 2001));
        Equal(double.PositiveInfinity, ExactMath.Pow(-2, 1L << 53));
    }

    [Fact]
    public void Powers_that_are_doubles_are_exact()
    {
        for (var x = -40; x <= 40; x++)
        {
            var product = 1.0;
            for (var n = 1; n <= 9; n++) Equal(product *= x, ExactMath.Pow(x, n));
        }
        for (var n = -1074; n < 1024; n++) Equal(Math.ScaleB(1, n), ExactMath.Pow(2, n));
        for (var n = 1; n < 1000; n++) Equal(n, ExactMath.Pow((double)n * n, 0.5));
        Equal(1, ExactMath.Exp(0));
        Equal(0, ExactMath.Log(1));
    }

    /// <summary>Overflow begins at log(MaxValue); results below 2^-1022 are denormal; 2^-1075, half the smallest number, goes to 0.</summary>
    [Fact]
    public void The_exponential_s_ends()
    {
        Equal(double.PositiveInfinity, ExactMath.Exp(709.7827128933841));
        Equal(0, ExactMath.Exp(-745.1332191019412));
        Equal(Denormal, ExactMath.Exp(-745.1332191019411));
        double[] ends = [709.782712893384, -708, 708, -708.3964185322641, -709.5, -744.4400719213812, -745.1332191019411];
        foreach (var end in ends) AroundIt(end, Reference.Exp, ExactMath.Exp);
    }

    [Fact]
    public void The_logarithm_beside_one_and_where_its_tables_change()
    {
        AroundIt(1, Reference.Log, ExactMath.Log);
        AroundIt(Normal, Reference.Log, ExactMath.Log);
        AroundIt(0.705, Reference.Log, ExactMath.Log);
        for (var part = 90; part <= 182; part++) AroundIt((part + 0.5) / 128, Reference.Log, ExactMath.Log);
    }

    /// <summary>6381956970095103 x 2^797 is the double that comes nearest to a multiple of pi/2 (Muller, Elementary Functions, ch. 11).</summary>
    [Fact]
    public void Angles_beside_multiples_of_a_quarter_turn()
    {
        var worst = 6381956970095103 * Math.ScaleB(1, 797);
        Assert.InRange(Math.Abs(ExactMath.Cos(worst)), 4.6e-19, 4.7e-19);
        double[] known = [worst, Math.PI / 4, Math.PI, 1e22, 22, 355, 710, 1 << 20, 411557987, 5.319372648326541e255, double.MaxValue];
        var multiples = Enumerable.Range(1, 2000).Select(n => n * (Math.PI / 2));
        foreach (var angle in known.Concat(multiples).SelectMany(angle => new[] { angle, -angle }))
        {
            AroundIt(angle, Reference.Sin, ExactMath.Sin);
            AroundIt(angle, Reference.Cos, ExactMath.Cos);
        }
    }

    [Fact]
    public void Sine_and_cosine_of_drawings_are_right_to_twelve_digits() =>
        Gen.Double[-7, 7].Sample(x =>
        {
            var (sin, cos) = ExactMath.SinCos(x);
            Assert.Equal(Math.Sin(x), sin, 1e-12);
            Assert.Equal(Math.Cos(x), cos, 1e-12);
        });

    private static void AroundIt(double at, Func<double, TrueValue> reference, Func<double, double> function)
    {
        var x = at;
        for (var i = 0; i < 4; i++) x = Math.BitDecrement(x);
        for (var i = 0; i < 9; i++, x = Math.BitIncrement(x))
            if (double.IsFinite(x)) Assert.InRange(reference(x).UlpsTo(function(x)), 0, 1);
    }

    /// <summary>The same bits for 0, infinity and NaN (signs included; a NaN has one form); otherwise the C library's error and ours apart.</summary>
    private static void Same(double system, double own)
    {
        if (system == 0 || !double.IsFinite(system)) Equal(system, own);
        else Assert.True(TrueValue.Of(system).UlpsTo(own) <= 1, $"{system:R} and {own:R}");
    }

    private static void Equal(double expected, double actual) =>
        Assert.True(Bits(double.IsNaN(expected) ? double.NaN : expected) == Bits(actual), $"{expected:R} and {actual:R}");

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
