namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// Scales one channel of an image: the mean over the area each new pixel covers when shrinking, bilinear when growing.
/// Whole-number arithmetic, so the bytes are the same on every machine.
/// </summary>
internal sealed class AreaScaler(int sourceHeight, int sourceWidth, int height, int width)
{
    private const int One = 1 << 14;
    private readonly (int Start, int[] Weights)[] _x = Axis(sourceWidth, width), _y = Axis(sourceHeight, height);

    public void Scale(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // Two rows are held, since a new row shares one old row with the row before, or both where the image grows: a narrow, high image takes no more.
        var (rows, held, sums) = (new[] { new int[width], new int[width] }, new[] { -1, -1 }, new long[width]);
        for (var y = 0; y < height; y++)
        {
            Array.Clear(sums);
            var (start, weights) = _y[y];
            for (var i = 0; i < weights.Length; i++)
            {
                var from = start + i;
                var row = rows[from % 2];
                if (held[from % 2] != from) ScaleRow(source.Slice(from * sourceWidth, sourceWidth), row);
                held[from % 2] = from;
                for (var x = 0; x < row.Length; x++) sums[x] += (long)weights[i] * row[x];
            }
            for (var x = 0; x < width; x++) destination[y * width + x] = (byte)((sums[x] + (long)One * One / 2) / ((long)One * One));
        }
    }

    private void ScaleRow(ReadOnlySpan<byte> source, int[] row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var (from, weights) = _x[x];
            var sum = 0;
            for (var i = 0; i < weights.Length; i++) sum += weights[i] * source[from + i];
            row[x] = sum;
        }
    }

    /// <summary>Which old positions, with which weights (they sum to <see cref="One"/>), make each new position of one axis.</summary>
    private static (int Start, int[] Weights)[] Axis(int old, int @new) =>
        [.. Enumerable.Range(0, @new).Select(i => old >= @new ? Covered(i, old, @new) : Between(i, old, @new))];

    // Position i covers [i * old / new, (i + 1) * old / new); in units of 1 / new all bounds are whole.
    private static (int, int[]) Covered(int i, int old, int @new)
    {
        long low = (long)i * old, high = low + old;
        var start = (int)(low / @new);
        var end = (int)((high + @new - 1) / @new);
        var weights = new int[end - start];
        for (var j = start; j < end; j++)
        {
            var overlap = Math.Min(high, (long)(j + 1) * @new) - Math.Max(low, (long)j * @new);
            weights[j - start] = (int)(overlap * One / old);
        }
        weights[weights.Length / 2] += One - weights.Sum();
        return (start, weights);
    }

    // The centre of position i lies at ((2i + 1) * old - new) / (2 new) of the old centres.
    private static (int, int[]) Between(int i, int old, int @new)
    {
        var center = Math.Clamp((2L * i + 1) * old - @new, 0, 2L * @new * (old - 1));
        var start = (int)(center / (2L * @new));
        var second = (int)((center - start * 2L * @new) * One / (2L * @new));
        return second == 0 ? (start, [One]) : (start, [One - second, second]);
    }
}
