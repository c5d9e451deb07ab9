using System.Numerics;
using ActorSearch.Search.Exact;

namespace ActorSearch.Search.Tests.Exact;

/// <summary>A hash of the bits of a million results of each function. Not of the library's: those want OpenSSL, which an emulated system lacks.</summary>
internal static class Bits
{
    public static ulong OfAll()
    {
        ulong hash = 0;
        for (var i = 0; i < Arguments.Count; i++)
        {
            hash = With(hash, ExactMath.Exp(Arguments.Exp(i)));
            hash = With(hash, ExactMath.Log(Arguments.Log(i)));
            var (x, y) = Arguments.Pow(i);
            hash = With(hash, ExactMath.Pow(x, y));
            hash = With(hash, ExactMath.Sin(Arguments.Angle(i)));
            hash = With(hash, ExactMath.Cos(Arguments.Angle(i)));
            var (sin, cos) = ExactMath.SinCos(Arguments.Drawn(i));
            hash = With(With(hash, sin), cos);
        }
        return hash;
    }

    /// <summary>For every hash one-to-one in the value, so a single result that differs always shows.</summary>
    private static ulong With(ulong hash, double value)
    {
        var z = BitOperations.RotateLeft(hash, 23) ^ BitConverter.DoubleToUInt64Bits(value);
        z = (z ^ z >> 32) * 0x9E3779B97F4A7C15;
        return z ^ z >> 29;
    }
}
