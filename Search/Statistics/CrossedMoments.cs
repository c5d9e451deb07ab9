using ActorSearch.Search.Exact;
using MathNet.Numerics;

namespace ActorSearch.Search.Statistics;

/// <summary>
/// Mean and 95 % interval of a x A - b x B, two statistics of runs that share replicates and samples, over replicates (seeds) and samples
/// at once, both of them random and crossed: every replicate is measured on the same samples.
/// </summary>
/// <remarks>
/// This is the multi-reader multi-case analysis of diagnostic radiology, with seeds as readers and samples as cases: Obuchowski and Rockette 1995
/// (Commun. Stat. Simul. Comput. 24:285), degrees of freedom by Hillis 2007 (Stat. Med. 26:596). With d_r the statistic of replicate r, the variance of the
/// mean is s^2(d) / R + C: s^2 the sample variance over the R replicates, C the covariance, over samples, between two different replicates (the noise that
/// more seeds do not average away), which is taken from the resamples and counts as 0 when it comes out below. t has
/// (s^2/R + C)^2 / ((s^2/R)^2 / (R - 1)) degrees of freedom. With one replicate nothing is known of seeds: the variance is that over samples alone, and the
/// interval says nothing of another seed.
/// </remarks>
internal sealed class CrossedMoments
{
    private readonly int _replicates;
    private readonly double[] _a, _b;

    /// <summary>Covariances over samples: of one replicate with itself (mean over the replicates), and between two different ones.</summary>
    private readonly (double Own, double Between) _aa, _ab, _bb;

    /// <param name="b">Null = of one candidate alone.</param>
    public CrossedMoments(CandidateStatistics a, int statisticOfA, CandidateStatistics? b = null, int statisticOfB = 0)
    {
        _replicates = Math.Min(a.Replicates, b?.Replicates ?? int.MaxValue);
        _a = [.. Enumerable.Range(0, _replicates).Select(r => a.Observed(r, statisticOfA))];
        _b = [.. Enumerable.Range(0, _replicates).Select(r => b?.Observed(r, statisticOfB) ?? 0)];
        _aa = Covariance(a, statisticOfA, a, statisticOfA);
        if (b is null) return;
        _ab = Covariance(a, statisticOfA, b, statisticOfB);
        _bb = Covariance(b, statisticOfB, b, statisticOfB);
    }

    public double MeanA => _a.Average();
    public double MeanB => _b.Average();

    /// <summary>Of a x A - b x B.</summary>
    public Estimate Of(double a, double b)
    {
        var (mean, half) = (a * MeanA - b * MeanB, HalfWidth(a, b));
        return new(mean, mean - half, mean + half);
    }

    /// <summary>
    /// Of A, that lies between 0 and <paramref name="limit"/>: taken on the logit scale (by the delta method), because close to an end the spread
    /// is skewed; so the interval never leaves the range. At an end itself the spread is 0, and so is the interval's width.
    /// </summary>
    /// <param name="limit">Null = it has no such range: the interval is symmetric.</param>
    public Estimate MeanWithin(double? limit)
    {
        if (limit is not { } most) return Of(1, 0);
        var share = MeanA / most;
        if (share is <= 0 or >= 1) return Of(1, 0).Within(0, most);
        var (center, half) = (ExactMath.Log(share / (1 - share)), HalfWidth(1, 0) / most / (share * (1 - share)));
        double Back(double logit) => most / (1 + ExactMath.Exp(-logit));
        return new(MeanA, Back(center - half), Back(center + half));
    }

    public double HalfWidth(double a, double b)
    {
        double Combined(double aa, double ab, double bb) => Math.Max(0, a * a * aa - 2 * a * b * ab + b * b * bb);
        var (own, shared) = (Combined(_aa.Own, _ab.Own, _bb.Own), Combined(_aa.Between, _ab.Between, _bb.Between));
        var overSamples = Quantile95(double.PositiveInfinity) * Math.Sqrt(Math.Max(0, own - shared) / _replicates + shared);
        if (_replicates == 1) return overSamples;
        double[] values = [.. _a.Zip(_b, (ofA, ofB) => a * ofA - b * ofB)];
        var mean = values.Average();
        var ofSeeds = values.Sum(v => (v - mean) * (v - mean)) / (_replicates - 1) / _replicates;
        var variance = ofSeeds + shared;
        if (variance == 0) return overSamples;
        var degrees = ofSeeds == 0 ? double.PositiveInfinity : variance * variance / (ofSeeds * ofSeeds / (_replicates - 1));
        return Math.Max(overSamples, Quantile95(Math.Max(1, degrees)) * Math.Sqrt(variance));
    }

    /// <summary>t such that 95 % of Student's t distribution lie in [-t, t].</summary>
    /// <param name="degrees">Of freedom, not necessarily whole; infinite = the normal distribution.</param>
    /// <remarks>
    /// v / (v + t^2) is where the regularized incomplete beta function of v/2 and 1/2 is 5 %, found by bisection. Above 200 degrees the expansion in 1/v
    /// (Abramowitz and Stegun 26.7.5) is exact to 1e-6. Rounded, because digits behind depend on the machine's mathematical functions.
    /// </remarks>
    internal static double Quantile95(double degrees)
    {
        const double Z = 1.959963984540054, Z3 = Z * Z * Z, Z5 = Z3 * Z * Z;
        if (degrees > 200) return Z + (Z3 + Z) / (4 * degrees) + (5 * Z5 + 16 * Z3 + 3 * Z) / (96 * degrees * degrees);
        var share = Edge(0, 1, x => SpecialFunctions.BetaRegularized(degrees / 2, 0.5, x) >= 0.05);
        return Math.Round(Math.Sqrt(degrees * (1 - share) / share), 10);
    }

    /// <summary>
    /// 1 - A / B by Fieller's theorem (1954): the ratios q at which A - q B is within its interval of 0. The lower end of the reduction is
    /// minus infinity where B itself is not clear of 0.
    /// </summary>
    public Estimate Reduction()
    {
        if (MeanB <= 0) return Estimate.None;
        var ratio = MeanA / MeanB;
        bool Holds(double q) => Math.Abs(MeanA - q * MeanB) <= HalfWidth(1, q);
        var (low, high) = (0.0, double.PositiveInfinity);
        if (!Holds(0)) low = Edge(0, ratio, Holds);
        for (var q = Math.Max(1e-3, 2 * ratio); q < 1e6; q *= 2)
        {
            if (Holds(q)) continue;
            high = Edge(q, ratio, Holds);
            break;
        }
        // Digits behind are the bisection's and of sums that cancel: equal candidates differ by 0 to 0.
        return new(1 - ratio, Math.Round(1 - high, 6), Math.Round(1 - low, 6));
    }

    private static double Edge(double outside, double inside, Func<double, bool> holds)
    {
        for (var i = 0; i < 50; i++)
        {
            var middle = (outside + inside) / 2;
            if (holds(middle)) inside = middle;
            else outside = middle;
        }
        return inside;
    }

    /// <summary>Over samples; with one replicate there is nothing between.</summary>
    private (double Own, double Between) Covariance(CandidateStatistics a, int ofA, CandidateStatistics b, int ofB)
    {
        double totalA = 0, totalB = 0, totals = 0, own = 0;
        var (meansA, meansB) = (new double[_replicates], new double[_replicates]);
        for (var i = 0; i < a.Resamples; i++)
        {
            double sumA = 0, sumB = 0;
            for (var r = 0; r < _replicates; r++)
            {
                // From the observed value, so that sums of squares lose no digits.
                var (x, y) = (a.Resampled(i, r, ofA) - a.Observed(r, ofA), b.Resampled(i, r, ofB) - b.Observed(r, ofB));
                (sumA, sumB, own) = (sumA + x, sumB + y, own + x * y);
                meansA[r] += x;
                meansB[r] += y;
            }
            (totalA, totalB, totals) = (totalA + sumA, totalB + sumB, totals + sumA * sumB);
        }
        totals -= totalA * totalB / a.Resamples;
        for (var r = 0; r < _replicates; r++) own -= meansA[r] * meansB[r] / a.Resamples;
        var one = own / _replicates / (a.Resamples - 1);
        return (one, _replicates == 1 ? one : (totals - own) / (a.Resamples - 1) / (_replicates * (_replicates - 1.0)));
    }
}
