using System.Runtime.InteropServices;
using ActorSearch.Search.Randomness;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// A seeded sample, without replacement, of the cells of a grid, balanced along every axis: how often two values of one axis
/// occur differs by at most one.
/// </summary>
/// <remarks>
/// Each axis gets a column in which its values occur equally often (which values occur once more is drawn), in random order;
/// row i of the columns is a cell. Where a cell comes twice, one of its coordinates is swapped with a random row's, which changes
/// no axis' counts, whenever that leaves fewer repeats. More than half of the grid is sampled by what is left out, since the
/// whole grid is balanced. Should the swaps ever fail, the diagonals of the grid are taken one after another: i -> (i mod n1,
/// i mod n2, ...) visits lcm(n1, n2, ...) distinct cells, any stretch of which is balanced, and a full diagonal exactly so.
/// </remarks>
public static class StratifiedSample
{
    private const int SwapsPerRow = 200;

    /// <param name="random">Where the draws come from.</param>
    /// <param name="sizes">Number of values along each axis.</param>
    /// <param name="count">Cells wanted; all cells where there are no more.</param>
    /// <returns>Coordinates, in lexicographic order.</returns>
    public static List<int[]> Of(ref CounterRandom random, int[] sizes, int count)
    {
        var all = sizes.Aggregate(1L, (product, size) => checked(product * size));
        if (all == 0 || count <= 0) return [];
        if (count >= all) return [.. Range(all).Select(cell => Coordinates(cell, sizes))];
        if (count <= all / 2) return [.. Balanced(ref random, sizes, count).Order().Select(cell => Coordinates(cell, sizes))];
        var left = Balanced(ref random, sizes, (int)(all - count));
        return [.. Range(all).Where(cell => !left.Contains(cell)).Select(cell => Coordinates(cell, sizes))];
    }

    private static HashSet<long> Balanced(ref CounterRandom random, int[] sizes, int count)
    {
        if (count == 0) return [];
        var columns = new int[sizes.Length][];
        for (var axis = 0; axis < sizes.Length; axis++) columns[axis] = Column(ref random, sizes[axis], count);
        return Separate(ref random, columns, sizes, count) ?? Diagonals(ref random, sizes, count);
    }

    private static int[] Column(ref CounterRandom random, int size, int count)
    {
        var values = Enumerable.Range(0, size).ToArray();
        random.Shuffle<int>(values);
        var column = new int[count];
        for (var i = 0; i < count; i++) column[i] = values[i % size];
        random.Shuffle<int>(column);
        return column;
    }

    /// <summary>Swaps coordinates until all rows differ; null when that does not come about.</summary>
    private static HashSet<long>? Separate(ref CounterRandom random, int[][] columns, int[] sizes, int count)
    {
        var uses = new Dictionary<long, int>(count);
        for (var row = 0; row < count; row++) CollectionsMarshal.GetValueRefOrAddDefault(uses, Cell(columns, sizes, row), out _)++;
        for (var row = 0; row < count; row++)
        {
            for (var tries = 0; uses[Cell(columns, sizes, row)] > 1; tries++)
            {
                if (tries == SwapsPerRow) return null;
                var (other, axis) = (random.NextInt(count), random.NextInt(sizes.Length));
                var (oldRow, oldOther) = (Cell(columns, sizes, row), Cell(columns, sizes, other));
                if (oldRow == oldOther) continue;
                Swap(columns[axis], row, other);
                var (newRow, newOther) = (Cell(columns, sizes, row), Cell(columns, sizes, other));
                if (newRow == newOther || uses.ContainsKey(newRow) || uses.ContainsKey(newOther)) Swap(columns[axis], row, other);
                else Move(uses, oldRow, oldOther, newRow, newOther);
            }
        }
        return [.. uses.Keys];
    }

    private static void Move(Dictionary<long, int> uses, long oldRow, long oldOther, long newRow, long newOther)
    {
        foreach (var cell in (ReadOnlySpan<long>)[oldRow, oldOther])
        {
            if (--uses[cell] == 0) uses.Remove(cell);
        }
        uses[newRow] = 1;
        uses[newOther] = 1;
    }

    private static HashSet<long> Diagonals(ref CounterRandom random, int[] sizes, int count)
    {
        var orders = new int[sizes.Length][];
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            orders[axis] = [.. Enumerable.Range(0, sizes[axis])];
            random.Shuffle<int>(orders[axis]);
        }
        var chosen = new HashSet<long>();
        for (long start = 0; chosen.Count < count; start++)
        {
            var at = Coordinates(start, sizes);
            while (chosen.Count < count)
            {
                long cell = 0;
                for (var axis = 0; axis < sizes.Length; axis++) cell = cell * sizes[axis] + orders[axis][at[axis]];
                if (!chosen.Add(cell)) break;
                for (var axis = 0; axis < sizes.Length; axis++) at[axis] = (at[axis] + 1) % sizes[axis];
            }
        }
        return chosen;
    }

    private static void Swap(int[] column, int a, int b) => (column[a], column[b]) = (column[b], column[a]);

    private static long Cell(int[][] columns, int[] sizes, int row)
    {
        long cell = 0;
        for (var axis = 0; axis < sizes.Length; axis++) cell = cell * sizes[axis] + columns[axis][row];
        return cell;
    }

    private static int[] Coordinates(long cell, int[] sizes)
    {
        var coordinates = new int[sizes.Length];
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            coordinates[axis] = (int)(cell % sizes[axis]);
            cell /= sizes[axis];
        }
        return coordinates;
    }

    private static IEnumerable<long> Range(long count)
    {
        for (long i = 0; i < count; i++) yield return i;
    }
}
