using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>
/// Turns the bytes of a channel into normalised values, (byte / 255 - mean) / sd in single precision. A byte has 256 values: a table knows them all. Where
/// vectors with fused multiply-add reach every one of them to the last bit (division as multiplication with the reciprocal and one correction by the
/// remainder; nearly always, and tried when the table is made), eight are computed at once instead.
/// </summary>
internal sealed class PixelScale
{
    private readonly float[] _values;
    private readonly float _mean, _deviation;

    public PixelScale(float mean, float deviation)
    {
        (_mean, _deviation) = (mean, deviation);
        _values = [.. Enumerable.Range(0, 256).Select(value => (value / 255f - mean) / deviation)];
        if (!(Fma.IsSupported && Avx2.IsSupported || AdvSimd.Arm64.IsSupported)) return;
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var computed = new float[256];
        Compute(all, computed);
        Computes = computed.Select(BitConverter.SingleToInt32Bits).SequenceEqual(_values.Select(BitConverter.SingleToInt32Bits));
    }

    /// <summary>Whether it computes; else it looks up, to the same bits.</summary>
    public bool Computes { get; }

    /// <param name="to">As many as <paramref name="from"/>.</param>
    public void Run(ReadOnlySpan<byte> from, Span<float> to)
    {
        var done = Computes ? Compute(from, to) : 0;
        var values = _values;
        for (var i = done; i < from.Length && i < to.Length; i++) to[i] = values[from[i]];
    }

    /// <returns>How many were done; a rest of fewer than 16 is not.</returns>
    private int Compute(ReadOnlySpan<byte> from, Span<float> to)
    {
        Vector256<float> whole = Vector256.Create(-255f), wholeInverse = Vector256.Create(1 / 255f);
        Vector256<float> mean = Vector256.Create(_mean), deviation = Vector256.Create(-_deviation), inverse = Vector256.Create(1 / _deviation);
        var i = 0;
        for (; i + 16 <= from.Length; i += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.WidenLower(Vector128.Create(from[i..]).ToVector256Unsafe()));
            Divide(Divide(Vector256.ConvertToSingle(low.AsInt32()), whole, wholeInverse) - mean, deviation, inverse).CopyTo(to[i..]);
            Divide(Divide(Vector256.ConvertToSingle(high.AsInt32()), whole, wholeInverse) - mean, deviation, inverse).CopyTo(to[(i + 8)..]);
        }
        return i;
    }

    /// <param name="minusDivisor">The divisor with its sign changed.</param>
    /// <param name="inverse">1 / divisor.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Divide(Vector256<float> value, Vector256<float> minusDivisor, Vector256<float> inverse)
    {
        var quotient = value * inverse;
        return Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(quotient, minusDivisor, value), inverse, quotient);
    }
}
