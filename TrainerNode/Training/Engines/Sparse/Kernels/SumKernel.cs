using System.Runtime.CompilerServices;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>
/// Computes maps as sums over weights. Every element starts with the bias and adds weight x source in the order of the table, with one rounding per weight. A
/// tile of the map stays in registers while the kernel goes through all weights of the unit. The size of tiles does not affect results.
/// </summary>
internal static unsafe class SumKernel
{
    /// <summary>The last step for each sum: nothing; a ReLU; 0 where the gate is not above 0.</summary>
    public const int Plain = 0, Rectify = 1, Gate = 2;

    /// <summary>Computes the maps of some units.</summary>
    /// <param name="values">Weights in the table's order (<see cref="UnitTable.Values"/>).</param>
    /// <param name="biases">The compressed weights, among which are the biases.</param>
    /// <param name="gate">Values that gate the sums; read for <see cref="Gate"/> only.</param>
    /// <param name="finish"><see cref="Plain"/>, <see cref="Rectify"/> or <see cref="Gate"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(
        UnitTable table, UnitRange units, float* values, float* biases, float* source, float* target, float* gate, MapShape shape, int finish)
        where T : struct, ILanes<T>
    {
        var start = table.Start;
        var size = T.Count;
        for (var unit = units.First; unit < units.End; unit++)
        {
            var first = start[unit];
            var count = start[unit + 1] - first;
            var o = table.Offsets + first;
            var w = values + table.ValueStart[unit];
            var to = target + table.Target[unit];
            var by = gate + table.Other[unit];
            var initial = table.Initial[unit];
            var bias = T.All(initial >= 0 ? biases[initial] : 0);
            var prepared = initial == UnitTable.Prepared;
            var from = source;
            for (var row = 0; row < shape.Rows; row++)
            {
                var at = 0;
                var left = shape.Run;
                if (T.HasRoom)
                    for (; left >= 8; left -= 8, at += 8 * size) Eight(o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                else
                    for (; left >= 8; left -= 4, at += 4 * size) Four(o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                if (left >= 6)
                {
                    Six(o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                    (left, at) = (left - 6, at + 6 * size);
                }
                if (left >= 4)
                {
                    Four(o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                    (left, at) = (left - 4, at + 4 * size);
                }
                if (left >= 2)
                {
                    Two(o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                    (left, at) = (left - 2, at + 2 * size);
                }
                if (left >= 1) One(o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                from += shape.SourcePitch;
                to += shape.TargetPitch;
                by += shape.OtherPitch;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight<T>(int* offsets, float* values, int count, float* from, float* to, float* gate, T bias, bool prepared, int finish)
        where T : struct, ILanes<T>
    {
        var size = T.Count;
        T a = bias, b = bias, c = bias, d = bias, e = bias, f = bias, g = bias, h = bias;
        if (prepared)
        {
            (a, b, c, d) = (T.Load(to), T.Load(to + size), T.Load(to + 2 * size), T.Load(to + 3 * size));
            (e, f, g, h) = (T.Load(to + 4 * size), T.Load(to + 5 * size), T.Load(to + 6 * size), T.Load(to + 7 * size));
        }
        for (var k = 0; k < count; k++)
        {
            var w = T.All(values[k]);
            var x = from + offsets[k];
            a = T.MultiplyAdd(T.Load(x), w, a);
            b = T.MultiplyAdd(T.Load(x + size), w, b);
            c = T.MultiplyAdd(T.Load(x + 2 * size), w, c);
            d = T.MultiplyAdd(T.Load(x + 3 * size), w, d);
            e = T.MultiplyAdd(T.Load(x + 4 * size), w, e);
            f = T.MultiplyAdd(T.Load(x + 5 * size), w, f);
            g = T.MultiplyAdd(T.Load(x + 6 * size), w, g);
            h = T.MultiplyAdd(T.Load(x + 7 * size), w, h);
        }
        Finish(a, to, gate, finish);
        Finish(b, to + size, gate + size, finish);
        Finish(c, to + 2 * size, gate + 2 * size, finish);
        Finish(d, to + 3 * size, gate + 3 * size, finish);
        Finish(e, to + 4 * size, gate + 4 * size, finish);
        Finish(f, to + 5 * size, gate + 5 * size, finish);
        Finish(g, to + 6 * size, gate + 6 * size, finish);
        Finish(h, to + 7 * size, gate + 7 * size, finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Six<T>(int* offsets, float* values, int count, float* from, float* to, float* gate, T bias, bool prepared, int finish)
        where T : struct, ILanes<T>
    {
        var size = T.Count;
        T a = bias, b = bias, c = bias, d = bias, e = bias, f = bias;
        if (prepared)
        {
            (a, b, c, d) = (T.Load(to), T.Load(to + size), T.Load(to + 2 * size), T.Load(to + 3 * size));
            (e, f) = (T.Load(to + 4 * size), T.Load(to + 5 * size));
        }
        for (var k = 0; k < count; k++)
        {
            var w = T.All(values[k]);
            var x = from + offsets[k];
            a = T.MultiplyAdd(T.Load(x), w, a);
            b = T.MultiplyAdd(T.Load(x + size), w, b);
            c = T.MultiplyAdd(T.Load(x + 2 * size), w, c);
            d = T.MultiplyAdd(T.Load(x + 3 * size), w, d);
            e = T.MultiplyAdd(T.Load(x + 4 * size), w, e);
            f = T.MultiplyAdd(T.Load(x + 5 * size), w, f);
        }
        Finish(a, to, gate, finish);
        Finish(b, to + size, gate + size, finish);
        Finish(c, to + 2 * size, gate + 2 * size, finish);
        Finish(d, to + 3 * size, gate + 3 * size, finish);
        Finish(e, to + 4 * size, gate + 4 * size, finish);
        Finish(f, to + 5 * size, gate + 5 * size, finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<T>(int* offsets, float* values, int count, float* from, float* to, float* gate, T bias, bool prepared, int finish)
        where T : struct, ILanes<T>
    {
        var size = T.Count;
        T a = bias, b = bias, c = bias, d = bias;
        if (prepared) (a, b, c, d) = (T.Load(to), T.Load(to + size), T.Load(to + 2 * size), T.Load(to + 3 * size));
        for (var k = 0; k < count; k++)
        {
            var w = T.All(values[k]);
            var x = from + offsets[k];
            a = T.MultiplyAdd(T.Load(x), w, a);
            b = T.MultiplyAdd(T.Load(x + size), w, b);
            c = T.MultiplyAdd(T.Load(x + 2 * size), w, c);
            d = T.MultiplyAdd(T.Load(x + 3 * size), w, d);
        }
        Finish(a, to, gate, finish);
        Finish(b, to + size, gate + size, finish);
        Finish(c, to + 2 * size, gate + 2 * size, finish);
        Finish(d, to + 3 * size, gate + 3 * size, finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two<T>(int* offsets, float* values, int count, float* from, float* to, float* gate, T bias, bool prepared, int finish)
        where T : struct, ILanes<T>
    {
        var size = T.Count;
        T a = bias, b = bias;
        if (prepared) (a, b) = (T.Load(to), T.Load(to + size));
        for (var k = 0; k < count; k++)
        {
            var w = T.All(values[k]);
            var x = from + offsets[k];
            a = T.MultiplyAdd(T.Load(x), w, a);
            b = T.MultiplyAdd(T.Load(x + size), w, b);
        }
        Finish(a, to, gate, finish);
        Finish(b, to + size, gate + size, finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<T>(int* offsets, float* values, int count, float* from, float* to, float* gate, T bias, bool prepared, int finish)
        where T : struct, ILanes<T>
    {
        var a = prepared ? T.Load(to) : bias;
        for (var k = 0; k < count; k++) a = T.MultiplyAdd(T.Load(from + offsets[k]), T.All(values[k]), a);
        Finish(a, to, gate, finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<T>(T sum, float* to, float* gate, int finish) where T : struct, ILanes<T>
    {
        if (finish == Rectify) sum = T.Relu(sum);
        if (finish == Gate) sum = T.Gate(sum, T.Load(gate));
        T.Store(sum, to);
    }
}
