namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// Layout of one unit's map in memory, in positions. Zeros may surround the map, so that kernels need not handle padding. For a convolution of stride s the
/// padded map is split into s x s planes by the remainders of row and column, so that neighbors in the output read neighbors in memory.
/// </summary>
/// <param name="Stride">Stride of the convolution that reads the map.</param>
/// <param name="Top">Rows of zeros above the map.</param>
/// <param name="Left">Columns of zeros on its left.</param>
/// <param name="PlaneHeight">Rows of a plane, including zeros. With stride 1, zeros are shared: those below a map are also above the next one, and those on the
/// right of a row are also on the left of the next one.</param>
/// <param name="PlaneWidth">Columns of a plane, including zeros.</param>
/// <param name="Tail">Zeros after the last unit, in positions.</param>
internal readonly record struct PlaneLayout(int Stride, int Top, int Left, int PlaneHeight, int PlaneWidth, int Tail)
{
    /// <summary>Positions per unit, including zeros.</summary>
    public int Positions => checked(Stride * Stride * PlaneHeight * PlaneWidth);

    /// <summary>A map without zeros around it.</summary>
    public static PlaneLayout Plain(int height, int width) => new(1, 0, 0, height, width, 0);

    /// <summary>The layout that a convolution reads: surrounded by zeros and split by its stride.</summary>
    public static PlaneLayout Padded(int height, int width, int padding, int stride) => stride == 1
        ? Surrounded(height, width, padding, padding, padding)
        : new(stride, padding, padding, (height + 2 * padding + stride - 1) / stride, (width + 2 * padding + stride - 1) / stride, 0);

    /// <summary>A map with zeros around it.</summary>
    /// <param name="before">Rows of zeros above, and columns of zeros on the left.</param>
    /// <param name="below">Rows of zeros below.</param>
    /// <param name="right">Columns of zeros on the right.</param>
    public static PlaneLayout Surrounded(int height, int width, int before, int below, int right)
    {
        var (planeHeight, planeWidth) = (height + Math.Max(before, below), width + Math.Max(before, right));
        return new(1, before, before, planeHeight, planeWidth, (before + below) * planeWidth + before + right);
    }

    /// <summary>Position of an element of the map.</summary>
    public int Position(int y, int x) => At(y + Top, x + Left);

    /// <summary>Position of an element of the padded map; row and column include the zeros.</summary>
    public int At(int row, int column) => (row % Stride * Stride + column % Stride) * PlaneHeight * PlaneWidth + row / Stride * PlaneWidth + column / Stride;
}
