namespace ActorSearch.TrainerNode.Sparse;

/// <summary>
/// Where the positions of one unit's map lie, in positions. Around the map there may be zeros, so that no kernel has to know of padding. For
/// a convolution of stride s the padded map is split into s x s maps by the remainders of row and column, so that
/// neighbours in the output read neighbours in memory.
/// </summary>
/// <param name="Top">Rows of zeros above.</param>
/// <param name="Left">Columns of zeros on the left.</param>
/// <param name="PlaneHeight">Rows of one of the maps, zeros included. Without a stride the zeros below a map are those above the next, and those on the right are the next row's.</param>
/// <param name="PlaneWidth">Columns of one of the maps, zeros included.</param>
/// <param name="Tail">Zeros behind the last unit, in positions.</param>
internal readonly record struct PlaneLayout(int Height, int Width, int Stride, int Top, int Left, int PlaneHeight, int PlaneWidth, int Tail)
{
    /// <summary>Positions of a unit, zeros included.</summary>
    public int Positions => checked(Stride * Stride * PlaneHeight * PlaneWidth);

    public static PlaneLayout Plain(int height, int width) => new(height, width, 1, 0, 0, height, width, 0);

    /// <summary>What a convolution reads: zeros around, split by its stride.</summary>
    public static PlaneLayout Padded(int height, int width, int padding, int stride) => stride == 1
        ? Surrounded(height, width, padding, padding, padding)
        : new(height, width, stride, padding, padding, (height + 2 * padding + stride - 1) / stride, (width + 2 * padding + stride - 1) / stride, 0);

    /// <param name="before">Zeros above and on the left.</param>
    /// <param name="below">Zeros below.</param>
    /// <param name="right">Zeros on the right.</param>
    public static PlaneLayout Surrounded(int height, int width, int before, int below, int right)
    {
        var (planeHeight, planeWidth) = (height + Math.Max(before, below), width + Math.Max(before, right));
        return new(height, width, 1, before, before, planeHeight, planeWidth, (before + below) * planeWidth + before + right);
    }

    public int Position(int y, int x) => At(y + Top, x + Left);

    /// <summary>The position of a row and a column that count the zeros.</summary>
    public int At(int row, int column) => (row % Stride * Stride + column % Stride) * PlaneHeight * PlaneWidth + row / Stride * PlaneWidth + column / Stride;
}
