using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>
/// A group of adjacent floats, on which the kernels compute. Every operation is correctly rounded and sums in a fixed order, so that results are bit-identical
/// on all machines. Multiply-add rounds once, with the CPU's instruction or the runtime's exact emulation.
/// </summary>
internal unsafe interface ILanes<T> where T : struct, ILanes<T>
{
    /// <summary>Number of floats.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the CPU has registers for more than eight groups. This determines the size of tiles, but does not affect results.</summary>
    static abstract bool HasRoom { get; }

    /// <summary>Reads <see cref="Count"/> floats.</summary>
    static abstract T Load(float* from);

    /// <summary>Writes <see cref="Count"/> floats.</summary>
    static abstract void Store(T value, float* to);

    /// <summary>The same value in every lane.</summary>
    static abstract T All(float value);

    /// <summary>a + b.</summary>
    static abstract T Add(T a, T b);

    /// <summary>a x b.</summary>
    static abstract T Multiply(T a, T b);

    /// <summary>a x b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>0 where the value is negative; NaN stays NaN.</summary>
    static abstract T Relu(T value);

    /// <summary>The value where <paramref name="gate"/> is above 0, else 0.</summary>
    static abstract T Gate(T value, T gate);

    /// <summary>Replaces the best value and its mark by the candidate and its mark, where the candidate is greater or NaN.</summary>
    static abstract void Best(T candidate, T mark, ref T best, ref T bestMark);

    /// <summary>The value where <paramref name="mark"/> equals <paramref name="wanted"/>, else 0.</summary>
    static abstract T Where(T mark, T wanted, T value);

    /// <summary>Sum of the lanes, in pairs: lane i plus lane i + 8, then i + 4, i + 2 and i + 1.</summary>
    static abstract float Sum(T value);

    /// <summary>Adds the <see cref="Sum"/> of each of eight values to one of the eight floats at <paramref name="to"/>, all at once.</summary>
    /// <returns>False where the CPU cannot: nothing was added.</returns>
    static virtual bool TryAddSums(T a, T b, T c, T d, T e, T f, T g, T h, float* to) => false;
}

/// <summary>16 samples of a batch. The runtime uses one register of 512 bits, two of 256 or four of 128.</summary>
internal readonly unsafe struct Lanes16(Vector512<float> value) : ILanes<Lanes16>
{
    private readonly Vector512<float> _value = value;

    public static int Count => 16;
    public static bool HasRoom => Vector512.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(float* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes16 value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 All(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Add(Lanes16 a, Lanes16 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Multiply(Lanes16 a, Lanes16 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 MultiplyAdd(Lanes16 a, Lanes16 b, Lanes16 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Relu(Lanes16 value) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(value._value, Vector512<float>.Zero), Vector512<float>.Zero, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Gate(Lanes16 value, Lanes16 gate) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(gate._value, Vector512<float>.Zero), value._value, Vector512<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Best(Lanes16 candidate, Lanes16 mark, ref Lanes16 best, ref Lanes16 bestMark)
    {
        var better = Vector512.GreaterThan(candidate._value, best._value) | Vector512.IsNaN(candidate._value);
        best = new(Vector512.ConditionalSelect(better, candidate._value, best._value));
        bestMark = new(Vector512.ConditionalSelect(better, mark._value, bestMark._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Where(Lanes16 mark, Lanes16 wanted, Lanes16 value) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(mark._value, wanted._value), value._value, Vector512<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes16 value)
    {
        var eight = Eights(value);
        var four = eight.GetLower() + eight.GetUpper();
        var two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.ToScalar() + two.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAddSums(Lanes16 a, Lanes16 b, Lanes16 c, Lanes16 d, Lanes16 e, Lanes16 f, Lanes16 g, Lanes16 h, float* to)
    {
        if (!Avx.IsSupported) return false;
        // Adds the same pairs as Sum does, for two, four and then eight sums at a time.
        var ae = Fours(Eights(a), Eights(e));
        var bf = Fours(Eights(b), Eights(f));
        var cg = Fours(Eights(c), Eights(g));
        var dh = Fours(Eights(d), Eights(h));
        var aebf = Avx.Shuffle(ae, bf, 0b01_00_01_00) + Avx.Shuffle(ae, bf, 0b11_10_11_10);
        var cgdh = Avx.Shuffle(cg, dh, 0b01_00_01_00) + Avx.Shuffle(cg, dh, 0b11_10_11_10);
        var sums = Avx.Shuffle(aebf, cgdh, 0b10_00_10_00) + Avx.Shuffle(aebf, cgdh, 0b11_01_11_01);
        (Vector256.Load(to) + sums).Store(to);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Eights(Lanes16 value) => value._value.GetLower() + value._value.GetUpper();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fours(Vector256<float> a, Vector256<float> b) => Avx.Permute2x128(a, b, 0x20) + Avx.Permute2x128(a, b, 0x31);
}

/// <summary>One float, for units that have the same value for every sample and are computed once.</summary>
internal readonly unsafe struct Lane1(float value) : ILanes<Lane1>
{
    private readonly float _value = value;

    public static int Count => 1;
    public static bool HasRoom => true;
    public static Lane1 Load(float* from) => new(*from);
    public static void Store(Lane1 value, float* to) => *to = value._value;
    public static Lane1 All(float value) => new(value);
    public static Lane1 Add(Lane1 a, Lane1 b) => new(a._value + b._value);
    public static Lane1 Multiply(Lane1 a, Lane1 b) => new(a._value * b._value);
    public static Lane1 MultiplyAdd(Lane1 a, Lane1 b, Lane1 c) => new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));
    public static Lane1 Relu(Lane1 value) => value._value < 0 ? default : value;
    public static Lane1 Gate(Lane1 value, Lane1 gate) => gate._value > 0 ? value : default;

    public static void Best(Lane1 candidate, Lane1 mark, ref Lane1 best, ref Lane1 bestMark)
    {
        if (candidate._value > best._value || float.IsNaN(candidate._value)) (best, bestMark) = (candidate, mark);
    }

    public static Lane1 Where(Lane1 mark, Lane1 wanted, Lane1 value) => mark._value == wanted._value ? value : default;
    public static float Sum(Lane1 value) => value._value;
}
