using ActorSearch.Search.Exact;

namespace ActorSearch.Search.Statistics;

/// <summary>Student's t distribution.</summary>
public static class StudentT
{
    private const double Z = 1.959963984540054;
    private const double Large = 200;

    /// <summary>t such that 95 % lie in [-t, t].</summary>
    /// <param name="degrees">Of freedom, at least 1, not necessarily whole; infinite = the normal distribution.</param>
    /// <remarks>
    /// With x = sqrt(v) tan(a) the density is proportional to cos(a)^(v-1) on (-pi/2, pi/2): the share is a ratio of two smooth integrals, without gamma
    /// functions. Above 200 degrees the expansion in 1/v (Abramowitz and Stegun 26.7.5) is exact to 1e-6.
    /// </remarks>
    public static double Quantile95(double degrees)
    {
        if (!(degrees >= 1)) throw new ArgumentOutOfRangeException(nameof(degrees));
        if (degrees > Large)
        {
            const double Z3 = Z * Z * Z, Z5 = Z3 * Z * Z;
            return Z + (Z3 + Z) / (4 * degrees) + (5 * Z5 + 16 * Z3 + 3 * Z) / (96 * degrees * degrees);
        }
        const int Steps = 100;
        const double Width = Math.PI / 2 / Steps;
        Span<double> area = stackalloc double[Steps + 1];
        double Density(double angle) => ExactMath.Pow(Math.Max(0, ExactMath.Cos(angle)), degrees - 1);
        for (var i = 0; i < Steps; i++) area[i + 1] = area[i] + Width / 6 * (Density(i * Width) + 4 * Density((i + 0.5) * Width) + Density((i + 1) * Width));
        var wanted = 0.95 * area[Steps];
        var cell = Steps - 1;
        while (area[cell] > wanted) cell--;
        // Within one cell the density is a line, close enough: Newton from its start.
        var at = (cell + (wanted - area[cell]) / (area[cell + 1] - area[cell])) * Width;
        for (var round = 0; round < 3; round++)
        {
            var from = cell * Width;
            var part = (at - from) / 6 * (Density(from) + 4 * Density((from + at) / 2) + Density(at));
            at -= (area[cell] + part - wanted) / Density(at);
        }
        return Math.Sqrt(degrees) * ExactMath.Sin(at) / ExactMath.Cos(at);
    }
}
