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
/// <param name="random">Where the draws come from.</param>
/// <param name="sizes">Number of values along each axis.</param>
public sealed class StratifiedSample(CounterRandom random, int[] sizes)
{
    private const int SwapsPerRow = 200;

    /// <summary>Draws cells.</summary>
    /// <param name="count">Cells wanted; all cells where there are no more.</param>
    /// <returns>Coordinates, in lexicographic order.</returns>
    public List<int[]> Of(int count)
    {
        var all = sizes.Aggregate(1L, (product, size) => checked(product * size));
        if (all == 0 || count <= 0) return [];
        if (count >= all) return [.. Range(all).Select(Coordinates)];
        if (count <= all / 2) return [.. Balanced(count).Order().Select(Coordinates)];
        var left = Balanced((int)(all - count));
        return [.. Range(all).Where(cell => !left.Contains(cell)).Select(Coordinates)];
    }

    private HashSet<long> Balanced(int count)
    {
        if (count == 0) return [];
        int[][] columns = [.. sizes.Select(size => Column(size, count))];
        return Separate(columns, count) ?? Diagonals(count);
    }

    private int[] Column(int size, int count)
    {
        var values = Shuffled(size);
        int[] column = [.. Enumerable.Range(0, count).Select(i => values[i % size])];
        random.Shuffle<int>(column);
        return column;
    }

    private int[] Shuffled(int size)
    {
        var values = Enumerable.Range(0, size).ToArray();
        random.Shuffle<int>(values);
        return values;
    }

    /// <summary>Swaps coordinates until all rows differ; null when that does not come about.</summary>
    private HashSet<long>? Separate(int[][] columns, int count)
    {
        var uses = new Dictionary<long, int>(count);
        for (var row = 0; row < count; row++) CollectionsMarshal.GetValueRefOrAddDefault(uses, Cell(columns, row), out _)++;
        for (var row = 0; row < count; row++)
        {
            for (var tries = 0; uses[Cell(columns, row)] > 1; tries++)
            {
                if (tries == SwapsPerRow) return null;
                var (other, axis) = (random.NextInt(count), random.NextInt(sizes.Length));
                var (oldRow, oldOther) = (Cell(columns, row), Cell(columns, other));
                if (oldRow == oldOther) continue;
                Swap(columns[axis], row, other);
                var (newRow, newOther) = (Cell(columns, row), Cell(columns, other));
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

    private HashSet<long> Diagonals(int count)
    {
        int[][] orders = [.. sizes.Select(Shuffled)];
        var chosen = new HashSet<long>();
        for (long start = 0; chosen.Count < count; start++)
        {
            var at = Coordinates(start);
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

    private long Cell(int[][] columns, int row)
    {
        long cell = 0;
        for (var axis = 0; axis < sizes.Length; axis++) cell = cell * sizes[axis] + columns[axis][row];
        return cell;
    }

    private int[] Coordinates(long cell)
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
