using System.Runtime.CompilerServices;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>Pooling of one unit's map. Pitches are distances between rows in floats; a position has <c>lanes</c> floats.</summary>
internal static unsafe class PoolKernels<T> where T : struct, ILanes<T>
{
    /// <summary>
    /// Finds the highest value of each window and its place in the window, counted from 1. Of equal values the first wins; NaN wins over all.
    /// </summary>
    /// <param name="places">Receives the places; 0 where the highest value is not above 0 and <paramref name="rectified"/> is set.</param>
    /// <param name="rectified">Whether the values have passed a ReLU, which lets no gradient through where they are 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Highest(
        AxisWindows rows, AxisWindows columns, int kernel, float* from, int fromPitch, float* to, int toPitch, float* places, int lanes, bool rectified)
    {
        for (var oy = 0; oy < rows.Start.Length; oy++)
        {
            var (y0, y1) = (rows.Start[oy], rows.End[oy]);
            for (var ox = 0; ox < columns.Start.Length; ox++, places += lanes)
            {
                var (x0, x1) = (columns.Start[ox], columns.End[ox]);
                var corner = rows.Skipped[oy] * kernel + columns.Skipped[ox] + 1;
                var target = to + (long)oy * toPitch + ox * lanes;
                for (var v = 0; v < lanes; v += T.Count)
                {
                    var best = T.Load(from + (long)y0 * fromPitch + x0 * lanes + v);
                    var place = T.All(corner);
                    for (var y = y0; y < y1; y++)
                    {
                        var p = from + (long)y * fromPitch + x0 * lanes + v;
                        var tap = corner + (y - y0) * kernel;
                        for (var x = x0; x < x1; x++, p += lanes, tap++) T.Best(T.Load(p), T.All(tap), ref best, ref place);
                    }
                    T.Store(best, target + v);
                    T.Store(rectified ? T.Gate(place, best) : place, places + v);
                }
            }
        }
    }

    /// <summary>Computes the gradient of each input: the sum over the windows whose highest value it was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void HighestBack(
        AxisWindows rows, AxisWindows columns, int kernel, float* pulls, int pullPitch, float* places, float* to, int toPitch, int lanes)
    {
        var placePitch = columns.Start.Length * lanes;
        for (var y = 0; y < rows.First.Length; y++)
        {
            var (first, last) = (rows.First[y], rows.Last[y]);
            for (var x = 0; x < columns.First.Length; x++)
            {
                var (left, right) = (columns.First[x], columns.Last[x]);
                var target = to + (long)y * toPitch + x * lanes;
                for (var v = 0; v < lanes; v += T.Count)
                {
                    T sum = default;
                    for (var oy = first; oy <= last; oy++)
                    {
                        var row = (rows.Skipped[oy] + y - rows.Start[oy]) * kernel + 1;
                        for (var ox = left; ox <= right; ox++)
                        {
                            var wanted = T.All(row + columns.Skipped[ox] + x - columns.Start[ox]);
                            var pull = T.Load(pulls + (long)oy * pullPitch + ox * lanes + v);
                            sum = T.Add(sum, T.Where(T.Load(places + (long)oy * placePitch + ox * lanes + v), wanted, pull));
                        }
                    }
                    T.Store(sum, target + v);
                }
            }
        }
    }

    /// <summary>Computes the mean of each window.</summary>
    /// <param name="area">The divisor of the sum; 0 = the number of inputs in the window.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mean(AxisWindows rows, AxisWindows columns, int area, float* from, int fromPitch, float* to, int toPitch, int lanes)
    {
        for (var oy = 0; oy < rows.Start.Length; oy++)
        {
            for (var ox = 0; ox < columns.Start.Length; ox++)
            {
                var share = T.All(Share(rows, columns, area, oy, ox));
                for (var v = 0; v < lanes; v += T.Count)
                {
                    T sum = default;
                    for (var y = rows.Start[oy]; y < rows.End[oy]; y++)
                        for (var x = columns.Start[ox]; x < columns.End[ox]; x++) sum = T.Add(sum, T.Load(from + (long)y * fromPitch + x * lanes + v));
                    T.Store(T.Multiply(sum, share), to + (long)oy * toPitch + ox * lanes + v);
                }
            }
        }
    }

    /// <summary>Computes the gradient of each input: its share of the gradients of all windows that contain it.</summary>
    /// <param name="gate">The inputs, if they have passed a ReLU: the gradient is 0 where they are not above 0. Null = no ReLU.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MeanBack(
        AxisWindows rows, AxisWindows columns, int area, float* pulls, int pullPitch, float* gate, int gatePitch, float* to, int toPitch, int lanes)
    {
        for (var y = 0; y < rows.First.Length; y++)
        {
            for (var x = 0; x < columns.First.Length; x++)
            {
                for (var v = 0; v < lanes; v += T.Count)
                {
                    T sum = default;
                    for (var oy = rows.First[y]; oy <= rows.Last[y]; oy++)
                        for (var ox = columns.First[x]; ox <= columns.Last[x]; ox++)
                            sum = T.MultiplyAdd(T.Load(pulls + (long)oy * pullPitch + ox * lanes + v), T.All(Share(rows, columns, area, oy, ox)), sum);
                    if (gate is not null) sum = T.Gate(sum, T.Load(gate + (long)y * gatePitch + x * lanes + v));
                    T.Store(sum, to + (long)y * toPitch + x * lanes + v);
                }
            }
        }
    }

    private static float Share(AxisWindows rows, AxisWindows columns, int area, int oy, int ox) =>
        1f / (area > 0 ? area : (rows.End[oy] - rows.Start[oy]) * (columns.End[ox] - columns.Start[ox]));
}
