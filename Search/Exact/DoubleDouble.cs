namespace ActorSearch.Search.Exact;

/// <summary>
/// A number as the unevaluated sum of two doubles, good to about 104 bits. Only IEEE 754 operations: sums by Knuth's two-sum, products by fused multiply-add
/// (Dekker 1971, Numer. Math. 18:224), so the bits are the same on every CPU. Neither overflow nor denormals are handled.
/// </summary>
/// <param name="Hi">The sum, rounded.</param>
/// <param name="Lo">What rounding left over, at most half a unit in the last place of <paramref name="Hi"/>.</param>
internal readonly record struct DoubleDouble(double Hi, double Lo)
{
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    /// <summary>hi + lo, where |hi| is at least |lo| or hi is 0.</summary>
    public static DoubleDouble Normalized(double hi, double lo)
    {
        var sum = hi + lo;
        return new(sum, hi - sum + lo);
    }

    /// <summary>a + b exactly.</summary>
    public static DoubleDouble Sum(double a, double b)
    {
        var sum = a + b;
        var ofB = sum - a;
        return new(sum, a - (sum - ofB) + (b - ofB));
    }

    /// <summary>a b exactly.</summary>
    public static DoubleDouble Product(double a, double b)
    {
        var product = a * b;
        return new(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.Hi, -a.Lo);
    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var (hi, lo) = (Sum(a.Hi, b.Hi), Sum(a.Lo, b.Lo));
        hi = Normalized(hi.Hi, hi.Lo + lo.Hi);
        return Normalized(hi.Hi, hi.Lo + lo.Lo);
    }

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        var product = Product(a.Hi, b.Hi);
        return Normalized(product.Hi, product.Lo + (a.Hi * b.Lo + a.Lo * b.Hi));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        var first = a.Hi / b.Hi;
        var rest = a - b * first;
        var second = rest.Hi / b.Hi;
        rest -= b * second;
        return Normalized(first, second) + rest.Hi / b.Hi;
    }

    /// <summary>2^<paramref name="n"/>.</summary>
    /// <param name="n">-1022 to 1023.</param>
    public static double PowerOfTwo(int n) => BitConverter.Int64BitsToDouble((long)(n + 1023) << 52);

    /// <summary>The leading bits of a double, the rest cut off.</summary>
    /// <param name="bits">1 to 53.</param>
    public static double Leading(double value, int bits) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) & -1L << (53 - bits));
}
