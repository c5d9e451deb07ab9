using System.Runtime.CompilerServices;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>
/// Computes maps as sums over weights. Every element starts with the bias and adds weight x source in the order of the table, with one rounding per weight. A
/// tile of the map stays in registers while the kernel goes through all weights of the unit. The size of tiles does not affect results.
/// </summary>
internal static unsafe class SumKernel<T> where T : struct, ILanes<T>
{
    /// <summary>The last step for each sum: nothing; a ReLU; 0 where the gate is not above 0.</summary>
    public const int Plain = 0, Rectify = 1, Gate = 2;

    /// <summary>Computes the maps of some units, in bands of rows.</summary>
    /// <param name="weights">The compressed weights, among which are the biases.</param>
    /// <param name="gate">Values that gate the sums; read for <see cref="Gate"/> only.</param>
    /// <param name="finish"><see cref="Plain"/>, <see cref="Rectify"/> or <see cref="Gate"/>.</param>
    public static void Run(
        UnitTable table, Range units, float* weights, float* source, float* target, float* gate, MapShape shape, int bandRows, int finish)
    {
        if (table.Count == 0) return;
        var values = table.Values(weights);
        for (var y = 0; y < shape.Rows; y += bandRows)
        {
            Band(
                table, units, values, weights, source + y * shape.SourcePitch, target + y * shape.TargetPitch, gate + y * shape.OtherPitch,
                shape with { Rows = Math.Min(bandRows, shape.Rows - y) }, finish);
        }
    }

    /// <param name="values">Weights in the table's order (<see cref="UnitTable.Values"/>).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Band(
        UnitTable table, Range units, float* values, float* biases, float* source, float* target, float* gate, MapShape shape, int finish)
    {
        var start = table.Start;
        var size = T.Count;
        for (var unit = units.Start.Value; unit < units.End.Value; unit++)
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
                    for (; left >= 8; left -= 8, at += 8 * size) Tile(8, o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                else
                    for (; left >= 8; left -= 4, at += 4 * size) Tile(4, o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                if (left >= 6) Tile(6, o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                else if (left >= 4) Tile(4, o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                else if (left >= 2) Tile(2, o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                if (left % 2 == 1)
                {
                    at += (left - 1) * size;
                    Tile(1, o, w, count, from + at, to + at, by + at, bias, prepared, finish);
                }
                from += shape.SourcePitch;
                to += shape.TargetPitch;
                by += shape.OtherPitch;
            }
        }
    }

    /// <summary>Computes adjacent groups of one row.</summary>
    /// <param name="groups">1, 2, 4, 6 or 8. It is a constant where the tile is inlined, so that the compiler drops the branches on it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(int groups, int* offsets, float* values, int count, float* from, float* to, float* gate, T bias, bool prepared, int finish)
    {
        var size = T.Count;
        T a = bias, b = bias, c = bias, d = bias, e = bias, f = bias, g = bias, h = bias;
        if (prepared)
        {
            a = T.Load(to);
            if (groups >= 2) b = T.Load(to + size);
            if (groups >= 4) (c, d) = (T.Load(to + 2 * size), T.Load(to + 3 * size));
            if (groups >= 6) (e, f) = (T.Load(to + 4 * size), T.Load(to + 5 * size));
            if (groups >= 8) (g, h) = (T.Load(to + 6 * size), T.Load(to + 7 * size));
        }
        for (var k = 0; k < count; k++)
        {
            var w = T.All(values[k]);
            var x = from + offsets[k];
            a = T.MultiplyAdd(T.Load(x), w, a);
            if (groups >= 2) b = T.MultiplyAdd(T.Load(x + size), w, b);
            if (groups >= 4)
            {
                c = T.MultiplyAdd(T.Load(x + 2 * size), w, c);
                d = T.MultiplyAdd(T.Load(x + 3 * size), w, d);
            }
            if (groups >= 6)
            {
                e = T.MultiplyAdd(T.Load(x + 4 * size), w, e);
                f = T.MultiplyAdd(T.Load(x + 5 * size), w, f);
            }
            if (groups >= 8)
            {
                g = T.MultiplyAdd(T.Load(x + 6 * size), w, g);
                h = T.MultiplyAdd(T.Load(x + 7 * size), w, h);
            }
        }
        Finish(a, to, gate, finish);
        if (groups >= 2) Finish(b, to + size, gate + size, finish);
        if (groups >= 4)
        {
            Finish(c, to + 2 * size, gate + 2 * size, finish);
            Finish(d, to + 3 * size, gate + 3 * size, finish);
        }
        if (groups >= 6)
        {
            Finish(e, to + 4 * size, gate + 4 * size, finish);
            Finish(f, to + 5 * size, gate + 5 * size, finish);
        }
        if (groups >= 8)
        {
            Finish(g, to + 6 * size, gate + 6 * size, finish);
            Finish(h, to + 7 * size, gate + 7 * size, finish);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(T sum, float* to, float* gate, int finish)
    {
        if (finish == Rectify) sum = T.Relu(sum);
        if (finish == Gate) sum = T.Gate(sum, T.Load(gate));
        T.Store(sum, to);
    }
}
