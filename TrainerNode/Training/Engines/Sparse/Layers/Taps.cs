using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>Positions of a kernel, row by row; a fully connected layer has one.</summary>
internal sealed class Taps(LayerSpec spec)
{
    private readonly int _side = Math.Max(spec.Kernel, 1);

    public int Count => _side * _side;
    public int Stride { get; } = spec.Kernel > 0 ? spec.Stride : 1;
    public int Padding { get; } = spec.Kernel > 0 ? spec.Padding : 0;

    public int Row(int tap) => tap / _side;
    public int Column(int tap) => tap % _side;

    /// <summary>Where the first output reads through a tap, in positions of a padded map.</summary>
    public int From(int tap, PlaneLayout values) => values.At(Row(tap), Column(tap));

    /// <summary>How far before the position of an input in its phase the output lies that a tap leads to, in positions of the gradients' map.</summary>
    public int Back(int tap, PlaneLayout pulls) => Row(tap) / Stride * pulls.PlaneWidth + Column(tap) / Stride;

    /// <summary>A layout of gradients with zeros around for what taps at the border lead to.</summary>
    public PlaneLayout Pulls(int inputHeight, int inputWidth, int height, int width)
    {
        // An input at y leads to outputs (y + padding) / stride - 0 .. (kernel - 1) / stride; the smallest place that a phase begins with is padding / stride.
        var before = Math.Max(0, (_side - 1) / Stride - Padding / Stride);
        int After(int input, int output) => Math.Max(0, (input - 1 + Padding) / Stride - (output - 1));
        return PlaneLayout.Surrounded(height, width, before, After(inputHeight, height), After(inputWidth, width));
    }
}

/// <summary>
/// Inputs of a convolution that meet the same taps: those of one remainder of row and column by the stride. Their gradients are a convolution of the
/// outputs' gradients with these taps.
/// </summary>
/// <param name="Y">First row.</param>
/// <param name="X">First column.</param>
/// <param name="Rows">Rows, <see cref="Sparse.Layers.Taps.Stride"/> apart.</param>
/// <param name="Source">From an output's first gradient to the one that tap (0, 0) leads to from the first input, in positions.</param>
internal sealed record ColumnPhase(int Y, int X, int Rows, int Columns, int Source, ImmutableArray<int> Taps, UnitTable? Table)
{
    public static IEnumerable<ColumnPhase> All(LayerSpec spec, Blob input, Blob output)
    {
        var taps = new Taps(spec);
        var stride = taps.Stride;
        for (var row = 0; row < stride; row++)
        {
            for (var column = 0; column < stride; column++)
            {
                var (y, x) = (First(row, taps), First(column, taps));
                if (y >= input.Height || x >= input.Width) continue;
                var (rows, columns) = ((input.Height - 1 - y) / stride + 1, (input.Width - 1 - x) / stride + 1);
                var source = (y + taps.Padding) / stride * output.Pulls.PlaneWidth + (x + taps.Padding) / stride;
                ImmutableArray<int> met = [.. Enumerable.Range(0, taps.Count).Where(t => taps.Row(t) % stride == row && taps.Column(t) % stride == column)];
                yield return new(y, x, rows, columns, source, met, null);
            }
        }
    }

    /// <summary>The first row or column whose place in the padded map has a remainder.</summary>
    private static int First(int remainder, Taps taps) => ((remainder - taps.Padding) % taps.Stride + taps.Stride) % taps.Stride;
}
