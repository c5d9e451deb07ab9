namespace ActorSearch.Search.Tests.Exact;

/// <summary>Fixed arguments: the i-th is a function of i by whole numbers, additions and multiplications, so it is the same everywhere.</summary>
internal static class Arguments
{
    public const int Count = 1_000_000;

    /// <summary>All doubles by their bits; the whole range with results; the logits of losses; small ones of all sizes.</summary>
    public static double Exp(int i) => (i & 3) switch
    {
        0 => AnyDouble(i),
        1 => Between(i, -746, 710),
        2 => Between(i, -40, 40),
        _ => Between(i, -2, 2) * Small(i, 40),
    };

    /// <summary>All positive doubles by their bits; around 1; close to 1; a softplus' 1 + x.</summary>
    public static double Log(int i) => (i & 3) switch
    {
        0 => Math.Abs(AnyDouble(i)),
        1 => Between(i, 0, 2),
        2 => 1 + Between(i, -0.5, 0.5) * Small(i, 50),
        _ => 1 + Between(i, 0, 1),
    };

    /// <summary>Positive bases: all sizes with results of all sizes; decays and steps of optimisers; common ones; close to 1 with large powers.</summary>
    public static (double X, double Y) Pow(int i)
    {
        var any = Math.Abs(AnyDouble(i));
        var exponent = (int)(BitConverter.DoubleToInt64Bits(any) >> 52) - 1023;
        return (i & 3) switch
        {
            0 => (any, Between(i + Count, -1080, 1030) / (Math.Abs(exponent) + 1)),
            1 => (Between(i, 0.8, 1), (double)(Bits(i + Count) % 20_000)),
            2 => (Between(i, 0, 20), Between(i + Count, -30, 30)),
            _ => (1 + Between(i, -0.5, 0.5) * Small(i, 50), Between(i + Count, -800, 800) / Small(i, 50)),
        };
    }

    /// <summary>All doubles by their bits; about one turn; doubles next to multiples of pi/2; many turns.</summary>
    public static double Angle(int i) => (i & 3) switch
    {
        0 => AnyDouble(i),
        1 => Between(i, -7, 7),
        2 => (long)(Bits(i) >> 12 + i / 4 % 52) * (Math.PI / 2),
        _ => Between(i, -4e6, 4e6),
    };

    /// <summary>Evenly over 2.4 turns: what drawings and augmentation take.</summary>
    public static double Drawn(int i) => (i - Count / 2) / 65536.0;

    /// <summary>Finite, every exponent as likely.</summary>
    private static double AnyDouble(int i)
    {
        var bits = (long)Bits(i);
        return BitConverter.Int64BitsToDouble((bits >> 52 & 0x7FF) == 0x7FF ? bits ^ 1L << 60 : bits);
    }

    private static double Between(int i, double low, double high) => low + (high - low) * ((long)(Bits(i) >> 11) * (1.0 / (1L << 53)));

    /// <summary>1 to 2^-most.</summary>
    private static double Small(int i, int most) => 1.0 / (1L << (i / 4 % (most + 1)));

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static ulong Bits(int i)
    {
        var z = (ulong)(i + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
