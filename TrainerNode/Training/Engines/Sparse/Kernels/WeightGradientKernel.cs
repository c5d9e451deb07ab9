using System.Runtime.CompilerServices;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>
/// Computes the gradients of weights and biases: sums of pull x value over the positions of a map and the samples of a batch. Each lane is summed separately,
/// in the order of memory, and the lanes are added last. Rows of pulls stay in the cache while the kernel goes through all weights of the unit, up to eight at
/// a time.
/// </summary>
internal static unsafe class WeightGradientKernel<T> where T : struct, ILanes<T>
{
    /// <summary>Adds the gradients of the weights of some units.</summary>
    /// <param name="pulls">Gradients of the layer's outputs; those of a unit start at <see cref="UnitTable.Other"/>.</param>
    /// <param name="source">Values of the layer's inputs.</param>
    /// <param name="gradients">The buffer to add to, in the table's order (<see cref="UnitTable.Gradients"/>).</param>
    /// <param name="shape">The source pitch is that of the values, the other pitch that of the pulls.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(UnitTable table, Range units, float* pulls, float* source, float* gradients, MapShape shape)
    {
        for (var unit = units.Start.Value; unit < units.End.Value; unit++)
        {
            var o = table.Offsets + table.Start[unit];
            var g = gradients + table.ValueStart[unit];
            var left = table.Start[unit + 1] - table.Start[unit];
            var pull = pulls + table.Other[unit];
            if (T.HasRoom)
                for (; left >= 8; left -= 8, o += 8, g += 8) Tile(8, o, pull, source, g, shape);
            for (; left >= 4; left -= 4, o += 4, g += 4) Tile(4, o, pull, source, g, shape);
            for (; left > 0; left--, o++, g++) Tile(1, o, pull, source, g, shape);
        }
    }

    /// <summary>Adds the gradients of the biases: for each unit that has one, the sum of its pulls.</summary>
    /// <param name="gradients">Gradients of the compressed weights, to which it adds.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Biases(UnitTable table, Range units, float* pulls, float* gradients, MapShape shape)
    {
        var size = T.Count;
        for (var unit = units.Start.Value; unit < units.End.Value; unit++)
        {
            if (table.Initial[unit] < 0) continue;
            var pull = pulls + table.Other[unit];
            T a = default, b = default;
            for (var row = 0; row < shape.Rows; row++, pull += shape.OtherPitch)
            {
                var i = 0;
                for (; i + 2 <= shape.Run; i += 2)
                {
                    a = T.Add(a, T.Load(pull + i * size));
                    b = T.Add(b, T.Load(pull + (i + 1) * size));
                }
                if (i < shape.Run) a = T.Add(a, T.Load(pull + i * size));
            }
            gradients[table.Initial[unit]] += T.Sum(T.Add(a, b));
        }
    }

    /// <summary>Adds the gradients of adjacent weights.</summary>
    /// <param name="weights">1, 4 or 8. It is a constant where the tile is inlined, so that the compiler drops the branches on it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(int weights, int* offsets, float* pull, float* source, float* gradients, MapShape shape)
    {
        var size = T.Count;
        T a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        float* xa = source + offsets[0], xb = xa, xc = xa, xd = xa, xe = xa, xf = xa, xg = xa, xh = xa;
        if (weights >= 4)
        {
            xb = source + offsets[1];
            xc = source + offsets[2];
            xd = source + offsets[3];
        }
        if (weights >= 8)
        {
            xe = source + offsets[4];
            xf = source + offsets[5];
            xg = source + offsets[6];
            xh = source + offsets[7];
        }
        nint row = 0;
        for (var rows = shape.Rows; rows > 0; rows--, row += shape.SourcePitch, pull += shape.OtherPitch)
        {
            var at = row;
            var p = pull;
            for (var run = shape.Run; run > 0; run--, at += size, p += size)
            {
                var v = T.Load(p);
                a = T.MultiplyAdd(T.Load(xa + at), v, a);
                if (weights >= 4)
                {
                    b = T.MultiplyAdd(T.Load(xb + at), v, b);
                    c = T.MultiplyAdd(T.Load(xc + at), v, c);
                    d = T.MultiplyAdd(T.Load(xd + at), v, d);
                }
                if (weights >= 8)
                {
                    e = T.MultiplyAdd(T.Load(xe + at), v, e);
                    f = T.MultiplyAdd(T.Load(xf + at), v, f);
                    g = T.MultiplyAdd(T.Load(xg + at), v, g);
                    h = T.MultiplyAdd(T.Load(xh + at), v, h);
                }
            }
        }
        if (weights >= 8 && T.TryAddSums(a, b, c, d, e, f, g, h, gradients)) return;
        gradients[0] += T.Sum(a);
        if (weights >= 4)
        {
            gradients[1] += T.Sum(b);
            gradients[2] += T.Sum(c);
            gradients[3] += T.Sum(d);
        }
        if (weights >= 8)
        {
            gradients[4] += T.Sum(e);
            gradients[5] += T.Sum(f);
            gradients[6] += T.Sum(g);
            gradients[7] += T.Sum(h);
        }
    }
}
